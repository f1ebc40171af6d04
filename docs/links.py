"""Says which links of the built documentation lead nowhere: `python docs/links.py docs/_build/html`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path

ELSEWHERE = ("http:", "https:", "mailto:", "data:")


def dead_links(root: Path) -> Iterator[str]:
    """Links within the site to a page or a place on a page that is not there."""
    texts = {page.resolve(): page.read_text(encoding="utf-8") for page in sorted(root.rglob("*.html"))}
    places = {page: set(re.findall(r'\bid="([^"]+)"', text)) for page, text in texts.items()}
    for page, text in texts.items():
        for link in map(unescape, re.findall(r'\bhref="([^"]+)"', text)):
            target, _, place = link.partition("#")
            target = target.partition("?")[0]
            leads_to = (page.parent / target).resolve() if target else page
            if link.startswith(ELSEWHERE) or (leads_to.suffix != ".html" and leads_to.exists()):
                continue
            if leads_to not in texts:
                yield f"{page.relative_to(root.resolve())}: `{link}` leads to no page"
            elif place and place not in places[leads_to]:
                yield f"{page.relative_to(root.resolve())}: `{link}` leads to no place on that page"


if __name__ == "__main__":
    found = sorted(set(dead_links(Path(sys.argv[1]))))
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)

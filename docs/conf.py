"""How the documentation is built: `make docs`."""

from __future__ import annotations

import re
import sys
from importlib.metadata import version as installed
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import llms  # noqa: E402 - beside this file

from tests.problems.pages import sentences  # noqa: E402 - in the checkout

project = "servicepolicy"
author = "the servicepolicy authors"
copyright = "the servicepolicy authors; Apache-2.0"
release = installed("servicepolicy")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"servicepolicy {release}"
html_static_path = ["_static"]
html_css_files = ["wide.css"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {
    "members": True,
    "imported-members": True,
    "show-inheritance": True,
    # What pydantic adds to every class says nothing about the class.
    "exclude-members": "model_config, model_post_init",
}
autodoc_inherit_docstrings = False
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True

# The front door repeats names that have a page of their own: each is described once, where it lives.
ELSEWHERE = ("servicepolicy.errors", "servicepolicy.money", "servicepolicy.worktime")


def described_elsewhere(app: Sphinx, what: str, name: str, member: object, skip: bool, options: object) -> bool | None:
    """Leave out of the front door's page what another page of the reference describes."""
    home = getattr(member, "__module__", None) or ""
    return True if app.env.docname == "reference/front-door" and home.startswith(ELSEWHERE) else None


BACK = re.compile(r'<a class="viewcode-back" href="([^"#]*?)([^"#/]+)\.html#([^"]+)">\[docs\]</a>')


def lead_back(app: Sphinx, page: str, template: str, context: dict[str, str], doctree: object) -> None:
    """Lead a page of source text back to where each name is described.

    Sphinx takes one name for all of a module, so that what two pages describe between them leads back to nowhere.
    """
    if not page.startswith("_modules/") or "body" not in context:
        return
    objects = app.env.domains.python_domain.objects
    pages = {name: found.docname.split("/")[-1] for name, found in objects.items() if found.node_id == name}

    def led(link: re.Match[str]) -> str:
        folder, _page, anchor = link.groups()
        parts = anchor.split(".")
        ends = ["." + ".".join(parts[first:]) for first in range(1, len(parts))]  # the longest first
        near = (name for end in ends for name in pages if name.endswith(end))
        full = anchor if anchor in pages else next(near, None)
        if full is None:
            return ""
        return f'<a class="viewcode-back" href="{folder}{pages[full]}.html#{full}">[docs]</a>'

    context["body"] = BACK.sub(led, context["body"])


def tell_sentences(app: Sphinx, page: str, source: list[str]) -> None:
    """Show on the page of a problem code the sentences with which the source tells it."""
    folder, _, code = page.rpartition("/")
    if folder == "problems" and code != "index":
        source[0] += sentences(code)


def write_map(app: Sphinx, failure: Exception | None) -> None:
    """Put the map for machines beside the pages."""
    if failure is None and app.builder.format == "html":
        (Path(app.outdir) / "llms.txt").write_text(llms.text(), encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", tell_sentences)
    app.connect("build-finished", write_map)
    app.connect("autodoc-skip-member", described_elsewhere)
    app.connect("html-page-context", lead_back)

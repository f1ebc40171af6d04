"""A policy written back as YAML."""

from __future__ import annotations

import io
from typing import Any

__all__ = ["as_yaml"]


def as_yaml(plain: dict[str, Any]) -> str:
    """Plain values as YAML 1.2, in block style; text stays text whatever it looks like."""
    from ruamel.yaml import YAML

    writer: Any = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False
    writer.width = 120
    written = io.StringIO()
    writer.dump(plain, written)
    return written.getvalue()

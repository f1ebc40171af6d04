"""The formats of a check: text and a page for people, tables and documents for machines."""

from __future__ import annotations

from servicepolicy.reporting.formats.opened import FORMS, Output, format_of, open_output
from servicepolicy.reporting.formats.setting import Setting

__all__ = ["FORMS", "Output", "Setting", "format_of", "open_output"]

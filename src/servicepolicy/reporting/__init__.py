"""Reports for people and for programs."""

from __future__ import annotations

from servicepolicy.phrases.terms import LANGUAGES
from servicepolicy.reporting.duties import Agenda, agenda_of, agenda_text
from servicepolicy.reporting.summary import RuleTally, Summary, exit_code
from servicepolicy.reporting.text import summary_text
from servicepolicy.reporting.timeline import case_svg

__all__ = [
    "LANGUAGES",
    "Agenda",
    "RuleTally",
    "Summary",
    "agenda_of",
    "agenda_text",
    "case_svg",
    "exit_code",
    "summary_text",
]

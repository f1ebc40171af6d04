"""What codes say, in Chinese and English."""

from __future__ import annotations

from servicepolicy.telling.verdicts import explain_decision, explain_owner, explain_report, explain_verdict, say

__all__ = ["explain_decision", "explain_owner", "explain_report", "explain_verdict", "say"]

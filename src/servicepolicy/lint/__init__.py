"""Lint: what is wrong with the meaning of a policy, each with facts of which the engine has confirmed it."""

from servicepolicy.lint.codes import code_of, codes
from servicepolicy.lint.finding import Finding
from servicepolicy.lint.lint import findings_of

__all__ = ["Finding", "code_of", "codes", "findings_of"]

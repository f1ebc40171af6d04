"""What a rule says, in words, from its data: the sentences of a policy book, one module a rule kind."""

from __future__ import annotations

from servicepolicy.wording.book.facts import told_fact
from servicepolicy.wording.book.incentive import told_value
from servicepolicy.wording.book.kinds import sentences
from servicepolicy.wording.book.scorecard import service_level
from servicepolicy.wording.book.teller import Sentence, Teller

__all__ = ["Sentence", "Teller", "sentences", "service_level", "told_fact", "told_value"]

"""A finding: what is wrong with the meaning of a policy, where, and facts that show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from servicepolicy.errors import Where
from servicepolicy.language.suspected.code import Severity

__all__ = ["Finding"]


@attrs.frozen(kw_only=True)
class Finding:
    """What is wrong with the meaning of a policy.

    Attributes:
        code: Stable code, such as `dead-rule`: scripts may rely on it. Each has a page in the documentation.
        severity: `error`: the policy does something that nobody can have meant, and the engine has confirmed it;
            `warning`: dead words, or a sure sign of a slip; `note`: worth knowing, or allowed by the policy itself.
        where: Where it stands.
        rules: Ids of the rules and service levels that have a part in it.
        clause: The clauses that these rules carry out.
        messages: One plain sentence in English (`en`) and Chinese (`zh`).
        helps: The way out, in both.
        scenario: A document of scenarios that shows it, as plain data: `servicepolicy test` runs it, and every case of
            it passes as long as the fault is there. `None` where nothing could be shown.
        since: The date from which on it is so; `None`: at all times.
        allowed: Why the policy says that it is right so; `None`: it does not.
    """

    code: str
    severity: Severity
    where: Where
    rules: tuple[str, ...]
    clause: tuple[str, ...]
    messages: Mapping[str, str]
    helps: Mapping[str, str]
    scenario: Mapping[str, Any] | None = attrs.field(default=None, repr=False)
    since: str | None = None
    allowed: str | None = None

    @property
    def message(self) -> str:
        """The message in English."""
        return self.messages["en"]

    @property
    def help(self) -> str:
        """The way out in English."""
        return self.helps["en"]

    def explain(self, lang: str = "en") -> str:
        """The message and the way out, in English (`en`) or Chinese (`zh`)."""
        between = "。" if lang == "zh" else ". "
        said = self.messages.get(lang, self.message)
        helped = self.helps.get(lang, self.help)
        return f"{said}{between}{helped}" if helped else said

    def to_yaml(self) -> str:
        """The scenarios as a file that `servicepolicy test` runs; empty where there are none."""
        from servicepolicy.policy.reading.write_yaml import as_yaml

        return "" if self.scenario is None else as_yaml(dict(self.scenario))

    def plain(self) -> dict[str, Any]:
        """The finding as JSON-ready data."""
        return {
            "code": self.code,
            "severity": self.severity,
            "where": {name: said for name, said in attrs.asdict(self.where).items() if said},
            "rules": list(self.rules),
            "clause": list(self.clause),
            "message": dict(self.messages),
            "help": dict(self.helps),
            **({} if self.since is None else {"since": self.since}),
            **({} if self.allowed is None else {"allowed": self.allowed}),
            **({} if self.scenario is None else {"scenario": dict(self.scenario)}),
        }

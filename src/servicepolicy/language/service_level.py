"""Service level: a named set of deadlines with an objective, such as 95 % a month."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from servicepolicy.language.bound.says import Says
from servicepolicy.language.condition import Condition
from servicepolicy.language.measure import as_quantity, check_period
from servicepolicy.language.plain import LISTED, refuse
from servicepolicy.language.rule import Clauses, Name, Part, SubjectKind, Title
from servicepolicy.language.value import Literal as Said
from servicepolicy.language.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from servicepolicy.language.said import ClausesSaid, ConditionSaid, NumberSaid, PartSaid, TextsSaid

__all__ = ["SLA"]


class SLA(Part):
    """A named set of deadlines with an objective for each period. Judged by `policy.assess`.

    A verdict belongs to the period in which it fell due; attainment is met of met and breached, waived ones included.

    Attributes:
        id: Its name, unique among rules and service levels.
        title: What people call it.
        clause: The clauses of the source that it carries out, if any.
        rules: The deadlines, all about one kind of subject.
        objective: The share that must be met, such as `95%`, or a blank.
        period: `day`, `week`, `month`, `quarter`, `half`, `year`, or a blank.
        per: Told for the whole `policy`, or apart for each value of a header field such as `unit` or `channel`.
        where: Condition on the subjects that count.
        level: `breach`, or `advice`: not in an exit code.

    Example:
        >>> SLA.model_validate({"id": "answers", "rules": "answered", "objective": "95%", "period": "month"}).rules
        ('answered',)
    """

    if TYPE_CHECKING:

        def __init__(  # noqa: PLR0913 - the fields of a service level
            self,
            *,
            id: str,
            rules: TextsSaid,
            objective: NumberSaid,
            period: str | Mapping[str, object],
            title: PartSaid | None = ...,
            clause: ClausesSaid = ...,
            per: str = ...,
            of: SubjectKind = ...,
            where: ConditionSaid = ...,
            level: Literal["breach", "advice"] = ...,
        ) -> None: ...

    id: Name
    title: Title | None = None
    clause: Clauses | tuple[()] = ()
    rules: Annotated[tuple[Name, ...], LISTED, Field(min_length=1)]
    objective: Annotated[Value, Says()]
    period: Annotated[Value, Says("period")]
    per: str = "policy"
    of: SubjectKind = "case"
    where: Annotated[Condition, Says()] = Condition()
    level: Literal["breach", "advice"] = "breach"

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """One deadline may stand for a list of one."""
        written = handler(core)
        several = handler.resolve_ref_schema(written)["properties"]
        for key in ("rules", "clause"):
            several[key] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        return written

    @property
    def subject(self) -> SubjectKind:
        """The kind of subject that its deadlines are about."""
        return self.of

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        check_period(self.period)
        if isinstance(self.objective.form, Said):
            try:
                share = as_quantity(self.objective.form.raw)
            except ValueError as error:
                raise refuse("wrong-type", str(error), ("objective",), "such as `95%`") from None
            if not 0 < share <= 1:
                message = f"`{self.objective.form.raw}` is not a share of what falls due"
                raise refuse("wrong-value", message, ("objective",), "above 0% and at most 100%, such as `95%`")
        return self

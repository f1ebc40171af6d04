"""How objects of a frozen class are made in a fraction of the time, where a log makes a hundred thousand of them."""

from __future__ import annotations

import attrs

__all__ = ["quickly"]


def quickly(frozen: type) -> type:
    """A class that makes objects of a frozen one in less than half the time.

    A frozen class sets each field by way of `object.__setattr__`. This one has the same fields and sets them plainly;
    then the object takes its place among the frozen ones, as Python allows to classes of equal slots. It takes
    fields in their order as well as by name, which is twice as quick again where they are many.
    """

    def become(made: object) -> None:
        made.__class__ = frozen

    fields = {field.name: attrs.field(default=field.default, init=field.init) for field in attrs.fields(frozen)}
    body = {"__attrs_post_init__": become}
    return attrs.make_class(
        frozen.__name__, fields, class_body=body, slots=True, eq=False, repr=False, weakref_slot=False
    )

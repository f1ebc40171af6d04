"""What a policy says: conditions, selectors, values, the three values of truth, and one module a rule kind.

Modules that hold schemas go without `from __future__ import annotations`: pydantic would have to evaluate each
annotation from its text whenever an interpreter loads its first policy.
"""

"""What a policy may say, whatever the kind of rule: conditions, selectors, values, the three values of truth.

Modules that hold schemas go without `from __future__ import annotations`: pydantic would have to evaluate each
annotation from its text whenever an interpreter loads its first policy.
"""

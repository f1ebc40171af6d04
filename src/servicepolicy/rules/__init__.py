"""What a policy says: conditions, selectors, values, the three values of truth, and one module a rule kind."""

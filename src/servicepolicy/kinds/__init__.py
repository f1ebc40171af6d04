"""The nine kinds of rules, one folder a kind, and the registry that knows them all."""

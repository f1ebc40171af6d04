"""The bound form: what a policy says, every name in it resolved to a place and a type."""

"""Authority: who may do it, up to which amount, with whose approval."""

"""Order: before, after, never, once, not by the same person."""

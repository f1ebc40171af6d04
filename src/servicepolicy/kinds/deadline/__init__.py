"""Deadlines: answered by when."""

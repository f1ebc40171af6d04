"""Duties that come again: every day, week, month, quarter or year."""

"""Retention: kept for how long, and disposed of when."""

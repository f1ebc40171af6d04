"""Decide one subject: facts and policy in, verdicts with their reasons out."""

"""Policies as documents: read, checked, filled, dated, identified and written back."""

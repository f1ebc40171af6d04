"""What can happen: one small class a kind, by subject."""

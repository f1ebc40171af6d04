"""First-question responsibility: who holds the question."""

"""What is found, as values."""

"""What a change of a policy means, and whom it would have hit."""

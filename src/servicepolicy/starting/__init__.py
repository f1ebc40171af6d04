"""To begin with: a folder with a small policy in it, and a rule of each kind to add to a policy."""

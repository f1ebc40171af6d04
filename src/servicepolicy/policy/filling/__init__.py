"""What fills the blanks of a policy: profiles, layers, what may be tightened."""

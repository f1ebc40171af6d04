"""What may be wrong with the meaning of a policy: suspected on the bound form, with facts that would show it."""

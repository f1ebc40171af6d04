"""`python -m servicepolicy.cli`."""

from servicepolicy.cli import main

main()

"""A tenth kind, for the tests: after an event, something must not be done for a while."""

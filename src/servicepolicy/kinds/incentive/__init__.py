"""Incentives: bonuses, honours, promotion and sanctions from what was found."""

"""Scorecards: indicators, weights, targets and raters over a period."""

"""One subject under judgement, whatever the kind of rule; and many of them over a period."""

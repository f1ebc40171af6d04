"""What was found: verdicts, reports, decisions, duties, assessments, awards."""

"""What happened: subjects, their events, and the context in which they are judged."""

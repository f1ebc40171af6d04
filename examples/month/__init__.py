"""An invented bank for one month: its complaint department, its contact centre, a branch and an advice desk."""

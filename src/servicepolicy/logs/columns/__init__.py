"""Large logs of columnar files, read on columns: many cases at once."""

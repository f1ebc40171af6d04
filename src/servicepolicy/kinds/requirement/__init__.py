"""Requirements: what must hold, of a header or each time that something happens."""

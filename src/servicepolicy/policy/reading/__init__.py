"""From text to a document: strict YAML, its places, and back again."""

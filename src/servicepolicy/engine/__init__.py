"""A policy's editions, compiled, asked about a subject."""

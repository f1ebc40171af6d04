"""A policy through time: editions, digest, differences, its own life."""

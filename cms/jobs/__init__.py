"""The queue: what must still be done is written with what it follows from, and done at least once."""

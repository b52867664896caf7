"""Telling others what happens to what the public reads: who is told of what, and in which words."""

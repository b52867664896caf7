"""Blocks, from typing to reading."""

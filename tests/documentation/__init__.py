"""The documentation: what it tells is tried, and what it links to is there."""

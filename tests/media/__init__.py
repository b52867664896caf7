"""Files that are no text."""

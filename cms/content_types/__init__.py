"""The six content types of this site: one file a type."""

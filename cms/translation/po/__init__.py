"""PO files: the format, its markers and placeholders, and where the content’s files lie."""

"""What the public reads of an entry, in the forms that others use: texts to copy, linked data."""

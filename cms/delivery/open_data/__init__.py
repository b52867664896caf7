"""Open data: all that is public for programs, whole, in plain formats, with a description in DCAT-AP."""

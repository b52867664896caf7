"""What may be read, and how one looks at it: live, at a moment, or as drafts."""

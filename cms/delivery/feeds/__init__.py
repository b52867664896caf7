"""Feeds: what is new, as RSS, Atom and JSON Feed, for each language, type, branch, tag and search."""

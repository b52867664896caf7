"""Comments: what visitors say to an entry, once somebody has looked at it."""

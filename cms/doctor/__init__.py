"""Is all well with the site, its database and its machine? And if not, what to do about it."""

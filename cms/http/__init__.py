"""What every public answer over HTTP has: codings, entity tags, and what caches are told."""

"""The content of a site as readable files: out, in, and in from other systems."""

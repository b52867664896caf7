"""What files are made of: each module knows one format, and keeps of a file what it is there for."""

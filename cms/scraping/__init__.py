"""What `/metrics` answers: the figures of all processes of this host, and those of the database."""

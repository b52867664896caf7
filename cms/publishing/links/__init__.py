"""What leads where, what would break, and what is broken."""

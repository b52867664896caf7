"""The database, step by step. Made by `make migration`, read before merging."""

"""Whole operations as one SQL statement each; what is not covered is left to the executor."""

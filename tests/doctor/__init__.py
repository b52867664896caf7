"""`cms doctor`."""

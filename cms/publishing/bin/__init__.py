"""Deleting a branch as one, and bringing it back."""

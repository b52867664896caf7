"""What operators type: each command calls one service and prints."""

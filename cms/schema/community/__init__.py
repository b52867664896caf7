"""What anybody may do: mutations without a token, and what they answer."""

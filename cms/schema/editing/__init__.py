"""What is for people with a token: changing content, and what only editors read."""

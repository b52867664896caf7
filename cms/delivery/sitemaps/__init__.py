"""What search engines are told: every canonical address with its other languages, and robots.txt."""

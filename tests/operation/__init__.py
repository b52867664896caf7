"""What an operator sees of a site that runs."""

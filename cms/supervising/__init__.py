"""Several processes that serve one site: they share a socket, and one above them keeps them there."""

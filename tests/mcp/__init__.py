"""Tools for agents, asked by the client of the protocol's own authors."""

"""Tools for agents: the site as the Model Context Protocol has it (decision 77)."""

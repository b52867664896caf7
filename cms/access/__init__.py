"""Who may do what: roles, groups, sharing of branches, and the one question `may`."""

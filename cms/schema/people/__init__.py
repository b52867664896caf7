"""Users, groups, tokens and the audit log, for programs that administer the site."""

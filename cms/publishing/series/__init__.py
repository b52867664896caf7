"""When what is published takes place, as rows that a calendar asks by an index."""

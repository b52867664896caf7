"""Documents that frontends registered: what they ask, known beforehand, and so a contract."""

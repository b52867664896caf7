"""The documentation: pages of reference made from the code, and the site made from docs/ (decision 78)."""

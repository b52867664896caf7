"""Small public pages of ours: what the links in mails lead to, and forms for sites without their own."""

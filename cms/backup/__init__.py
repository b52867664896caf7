"""Backups: the database and the files of the library in one file, verified before they are trusted."""

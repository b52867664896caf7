"""The settings, group by group; a group's first line is its heading in docs/reference/settings.md."""

"""The media library in the panel: its page, the page of one file, and what scripts ask of it."""

"""The files beside a git repository: merging by message, and one command for all."""

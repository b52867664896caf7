"""What anybody proposes: to host a meeting, a speaker, a place."""

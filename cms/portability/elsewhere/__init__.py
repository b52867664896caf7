"""Content of other systems: read into what they all have, then brought in through one door."""

"""Telling a cache in front what to forget."""

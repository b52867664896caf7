"""Telling a cache in front, a CDN for instance, which answers to forget."""

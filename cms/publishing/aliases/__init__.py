"""Addresses written by hand."""

"""Calling others over HTTP."""

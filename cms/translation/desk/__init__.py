"""Translating in the panel and through GraphQL: text by text, with what helps."""

"""Webhooks: real receivers on loopback are told what happens."""

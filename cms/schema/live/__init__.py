"""Subscriptions: what changes is told to whoever asked for it, over WebSocket or as server-sent events."""

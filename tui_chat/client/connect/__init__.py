"""Connecting to servers: links, TLS and trust, reconnecting."""

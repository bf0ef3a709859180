"""Sockets, TLS, WebSocket and PROXY: from a listening port to a client's connection."""

"""TLS: which certificates are trusted, and when a server is known to encrypt."""

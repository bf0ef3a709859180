"""IRC as text: what the server and the client agree on. Pure: no sockets, clock or randomness."""

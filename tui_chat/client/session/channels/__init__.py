"""Channels and people: joins, names, modes, WHOIS, LIST. Pure."""

"""Nicknames: who is behind one, and how to get our own. Pure."""

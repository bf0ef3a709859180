"""Refusals and texts of the server. Pure."""

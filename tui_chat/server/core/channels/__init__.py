"""Channels: membership, rights, registration and who may read what was said."""

"""Conversations and their messages. Pure."""

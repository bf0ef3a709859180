"""Escape sequences and notifications for the terminal."""

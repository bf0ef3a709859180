"""The text of messages: cut to lines, sanitized, its formatting codes, and how it is searched."""

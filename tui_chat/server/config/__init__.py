"""The server's configuration: sections, checks, and the file as text."""

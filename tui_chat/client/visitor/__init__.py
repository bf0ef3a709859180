"""The client as a visitor gets it, who has none: it runs on the server's machine, locked."""

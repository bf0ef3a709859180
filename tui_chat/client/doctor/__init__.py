"""`tui-chat doctor`: what this terminal can do, what is configured, and how a server is reached."""

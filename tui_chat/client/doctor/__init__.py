"""`tui-chat doctor`: checks of the terminal, the configuration, and the way to a server."""

"""The full-screen client: a pure session with a server, and the screens that show it."""

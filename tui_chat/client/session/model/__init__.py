"""The session's state and the values that its handlers share. Pure."""

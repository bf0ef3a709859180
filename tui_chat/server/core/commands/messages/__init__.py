"""Commands for messages: sending, reading the history, redacting, marking as read."""

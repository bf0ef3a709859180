"""Messages: received, sent, edited, typed. Pure."""

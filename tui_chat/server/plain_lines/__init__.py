"""Chat for people with netcat, and for small socket programs: text in place of IRC's commands."""

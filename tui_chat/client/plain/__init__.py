"""The client as plain lines with the terminal's own cursor: for ears, old terminals and pipes."""

"""The client as plain lines: for screen readers, old terminals and pipes."""

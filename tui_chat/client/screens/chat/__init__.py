"""The chat screen and its parts, each of which owns its state."""

"""The message log: layout, painting, selection."""

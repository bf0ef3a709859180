"""The terminal beside the screen: sequences, notifications, signals, its state."""

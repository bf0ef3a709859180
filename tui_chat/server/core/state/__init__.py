"""The data of the network: users, channels, lists and settings. No procedures on a context."""

"""The client without a screen: send and tail."""

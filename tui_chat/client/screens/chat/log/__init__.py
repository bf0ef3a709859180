"""The log of the open buffer: moving in it, searching it, and acting on its messages."""

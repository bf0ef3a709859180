"""Ways in for people without a client: they get ours, in a process of its own on this machine."""

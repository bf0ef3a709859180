"""Ways in for people without a client: they get ours, in a process of its own on this machine."""

from typing import Final

HOST_KEY_FILE: Final = "ssh_host_key"
"""The name of the key for ssh in the state folder: here, for asyncssh may be missing."""

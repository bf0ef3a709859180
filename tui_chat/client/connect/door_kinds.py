"""Ways in for people without a client of ours."""

import enum


class Door(enum.Enum):
    """A way in, by what one types to open it."""

    WEB = "web"
    SSH = "ssh"
    NETCAT = "nc"

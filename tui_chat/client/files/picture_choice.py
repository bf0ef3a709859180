"""Whether pictures are shown."""

import enum


class PictureChoice(enum.Enum):
    """What the person chose."""

    AUTOMATIC = "auto"
    """Those that lie on the server that one talks on, unless the line to it is slow."""
    ASK = "ask"
    """Only one that the person asks for."""
    OFF = "off"

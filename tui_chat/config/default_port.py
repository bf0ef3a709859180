"""The port of IRC without encryption, for the server and the client alike."""

from typing import Final

DEFAULT_PORT: Final = 6667

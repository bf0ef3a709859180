"""What people say of themselves, as values."""

from typing import Final, NamedTuple


class Description(NamedTuple):
    """Of one person; "" for what they do not say."""

    display_name: str = ""
    pronouns: str = ""
    status: str = ""
    homepage: str = ""
    avatar: str = ""
    """The address of a picture."""
    operator: str = ""
    """Not "" if the last message was one of somebody who runs the network."""


NOTHING: Final = Description()

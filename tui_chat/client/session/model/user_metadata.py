"""The description that a person gives of themselves (IRCv3 draft/metadata), as a value."""

from typing import Final, NamedTuple


class Description(NamedTuple):
    """The description of one person; "" for the parts that they do not give."""

    display_name: str = ""
    pronouns: str = ""
    status: str = ""
    homepage: str = ""
    avatar: str = ""
    """The address of a picture."""
    operator: str = ""
    """Not "" if the server marked their last message as that of a network operator."""


NOTHING: Final = Description()

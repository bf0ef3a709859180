"""A nickname for somebody who has given none."""

import getpass
from typing import Final

from tui_chat.client.session.registration.nicknames import simplify

_GUEST: Final = "guest"


def login_name() -> str:
    """A nickname to propose: the name of this account on this machine."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = ""
    return simplify(name) or _GUEST

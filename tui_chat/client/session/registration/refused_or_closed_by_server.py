"""Why the server refuses a connection or closes it, in sentences."""

import re
from typing import Final

from tui_chat.client.events import PasswordRefused
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.invitation_line import PASS

_CLOSING: Final = re.compile(r"closing link:\s*", re.IGNORECASE)
"""How servers say why they close a connection: mostly `Closing Link: whose (reason)`."""
_STOPPING: Final = "the server is shutting down"
"""The reason that our server gives."""


def password_withheld() -> str:
    """Why the server's password was not sent."""
    return _(
        "The server's password was not sent: the connection is not encrypted, and others could "
        "read it (--no-tls sends it nevertheless)."
    )


@on("464")
def password_refused(state: State, incoming: Incoming) -> None:
    """ERR_PASSWDMISMATCH."""
    if state.registered:  # the password of an operator
        state.refuse(_("That password is wrong."), incoming.at)
        return
    state.refuses_reconnect = True
    if state.profile.password and not state.may_say_passwords:
        state.farewell = password_withheld()
    elif PASS.fullmatch(state.profile.password):
        text = _("Your invitation is used up, has expired or was revoked: ask for another one.")
        state.farewell = text
    elif state.profile.password:
        state.farewell = _("That is not the server's password.")
    elif state.was_registered:
        state.farewell = _("This server asks for a password now.")
    else:
        state.farewell = _("This server asks for a password (--password WORD).")
    state.tell(PasswordRefused(state.farewell))


@on("465")
def banned(state: State, incoming: Incoming) -> None:
    """ERR_YOUREBANNEDCREEP."""
    state.refuses_reconnect = True
    state.farewell = _("This server does not let you in: {reason}").format(reason=incoming.last)


@on("ERROR")
def closing(state: State, incoming: Incoming) -> None:
    """ERROR :<reason>: the server closes the connection."""
    state.dismissed = True
    if not state.farewell:
        reason = _reason_of_closing(incoming.last)
        if reason == _STOPPING:
            state.farewell = _("The server is shutting down.")
            return
        state.farewell = _("The server closed the connection: {reason}").format(reason=reason)


def _reason_of_closing(text: str) -> str:
    # No pattern for the whole of it: one that looks for brackets anywhere takes seconds for many.
    found = _CLOSING.search(text)
    if found is None:
        return text
    before, rest = text[: found.start()], text[found.end() :]
    bracket, end = (") [", "]") if rest.startswith("(") else ("(", ")")  # InspIRCd; most others
    _whose, opening, reason = rest.partition(bracket)
    return before + (reason[:-1] if opening and rest.endswith(end) else rest)

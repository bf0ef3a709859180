"""Proof of our account to another service: a token from the server, or our password."""

from typing import Final

from tui_chat.client.events import TokenMade
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State


def ask_token(state: State, service: str) -> bool:
    """Request a token for a service: the event TokenMade answers. False if there are none."""
    if state.registered and state.features.gives_tokens and state.offers("batch"):
        state.send("TOKEN", "GENERATE", service)
    elif state.registered and state.features.gives_file_tokens and service == "FILEHOST":
        state.send("FILEHOST", "TOKEN")
    else:
        return False
    return True


def credentials(state: State) -> tuple[str, str] | None:
    """Our account and its password, for a service of this server; None if we have none.

    Or may not say it: whoever could read it here could use it there.
    """
    profile = state.profile
    if not (profile.account and profile.account_password) or "IRCV3BEARER" in profile.mechanisms:
        return None
    if not state.may_say_passwords:
        return None
    return profile.account, profile.account_password


_GENERATED: Final = 4


@on("TOKEN", least=1)
def token(state: State, incoming: Incoming) -> None:
    """TOKEN GENERATE <service> <url> <token> (draft/authtoken); the rest is for programs."""
    if incoming.param(0).upper() == "GENERATE" and incoming.count >= _GENERATED:
        state.tell(TokenMade(incoming.param(3)))


@on("FILEHOST", least=2)
def file_token(state: State, incoming: Incoming) -> None:
    """FILEHOST TOKEN <token> (draft/FILEHOST)."""
    if incoming.param(0).upper() == "TOKEN":
        state.tell(TokenMade(incoming.param(1)))

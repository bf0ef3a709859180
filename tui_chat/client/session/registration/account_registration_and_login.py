"""Making an account and logging in to it, by the server's own means or through NickServ."""

from typing import Final

from tui_chat.client.events import LoggedIn
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import sasl

REGISTRATION: Final = "draft/account-registration"
_SERVICE: Final = "NickServ"


def register(state: State, password: str, email: str = "") -> None:
    """Make an account of our nickname."""
    if state.account:
        text = _("You are already logged in as {account}.").format(account=state.account)
        state.refuse(text, state.now)
        return
    sasl.try_password(state, state.nick, password)
    if sasl.withhold(state):
        return
    if REGISTRATION in state.capabilities:
        state.send("REGISTER", "*", email or "*", password)
    else:
        _ask_service(state, f"REGISTER {password} {email}".rstrip())


def verify(state: State, account: str, code: str) -> None:
    """Give the code that an account needs."""
    state.send("VERIFY", account, code)


def log_in(state: State, account: str, password: str) -> None:
    """Log in now, and again on every connection of this session."""
    sasl.try_password(state, account, password)
    if not sasl.begin(state) and not sasl.withhold(state) and state.registered:
        _ask_service(state, f"IDENTIFY {account} {password}")


def manage_keys(state: State, request: str, fingerprint: str = "") -> None:
    """Have NickServ LIST, ADD or DEL keys that log in; ADD is for that of this connection."""
    _ask_service(state, f"CERT {request} {fingerprint}".rstrip())


def _ask_service(state: State, text: str) -> None:
    # Not by `say`: a password is not to stand in a log, and the answer belongs where we look.
    if "echo-message" in state.capabilities:
        state.pending.to_services.append(text)
    state.send("PRIVMSG", _SERVICE, text)


@on("REGISTER", "VERIFY", least=2)
def registered(state: State, incoming: Incoming) -> None:
    """REGISTER SUCCESS|VERIFICATION_REQUIRED <account> :<text>, VERIFY SUCCESS ..."""
    account = incoming.param(1)
    if incoming.param(0) == "SUCCESS":
        state.account = account
        state.profile_before = None
        text = _("The account {account} is yours, and you are logged in.").format(account=account)
        state.say_here(text, incoming.at)
        state.tell(LoggedIn(account))
    elif incoming.param(0) == "VERIFICATION_REQUIRED":
        text = _("A code is on its way to you: /verify {account} CODE").format(account=account)
        state.say_here(f"{text} · {incoming.last}", incoming.at)

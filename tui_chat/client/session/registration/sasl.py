"""Logging in to an account: SASL (IRCv3 sasl 3.2), mechanism by mechanism."""

import base64
import binascii
import re
from typing import Final

import msgspec

from tui_chat.client.events import LoginFailed
from tui_chat.client.language.i18n import _
from tui_chat.client.session.channels import account_host_realname_changes
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.login_profile import Profile
from tui_chat.client.session.model.sasl_exchange_state import Exchange, Login
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import bouncer_networks
from tui_chat.client.session.registration.scram import ScramClient
from tui_chat.wire.scram_primitives import NONCE, ScramError

CAPABILITY: Final = "sasl"
_INITIAL: Final = "draft/sasl-ir"
"""The server takes the first answer together with the mechanism."""
_CHUNK: Final = 400
_LONGEST: Final = 65_536
_BEARER: Final = "IRCV3BEARER"
"""With a token, which stands where passwords do: in what a command or the keyring says."""
_JWT: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*", re.ASCII)
_SECRET_SHOWN: Final = frozenset({"PLAIN", _BEARER})
"""Mechanisms that show the secret to everybody who can listen."""


def _plain(profile: Profile) -> Exchange:
    name = profile.account
    yield f"{name}\0{name}\0{profile.account_password}".encode(errors="replace")


def _external(_profile: Profile) -> Exchange:
    yield b""


def _bearer(profile: Profile) -> Exchange:
    token = profile.account_password
    kind = "jwt" if _JWT.fullmatch(token) else "oauth2"
    yield f"{profile.account}\0{kind}\0{token}".encode(errors="replace")


def _scram(state: State) -> Exchange:
    profile = state.profile
    client = ScramClient(profile.account, profile.account_password, state.entropy(NONCE))
    server_first = yield client.first()
    server_final = yield client.final(server_first)
    client.verify(server_final)
    yield b""


def _ecdsa(profile: Profile) -> Exchange:
    name = profile.account
    challenge = yield name.encode(errors="replace")
    if profile.sign is not None:
        yield profile.sign(challenge)


def _mechanisms(state: State) -> dict[str, Exchange]:
    """Our mechanisms, the best first. PLAIN shows the password to everybody who can listen.

    Without those that the configuration leaves out, or that the server does not know.
    """
    profile = state.profile
    known: dict[str, Exchange] = {}
    if profile.certificate:
        known["EXTERNAL"] = _external(profile)
    if profile.account and profile.sign is not None:
        known["ECDSA-NIST256P-CHALLENGE"] = _ecdsa(profile)
    if profile.account and profile.account_password:
        known["SCRAM-SHA-256"] = _scram(state)
        known["PLAIN"] = _plain(profile)
        if _BEARER in profile.mechanisms:  # else it is a password, and not for who takes tokens
            known = {_BEARER: _bearer(profile)}
    wanted = profile.mechanisms or known
    return {
        name: known[name]
        for name in wanted
        if name in known and name not in state.unknown_mechanisms
    }


def try_password(state: State, account: str, password: str) -> None:
    """Use this password from now on, unless the server refuses it."""
    if state.profile_before is None:
        state.profile_before = state.profile
    state.profile = msgspec.structs.replace(
        state.profile, account=account, account_password=password
    )


def drop_refused_password(state: State) -> None:
    """Return to what we logged in with before a password that was refused, if one was tried."""
    state.profile = state.profile_before or state.profile
    state.profile_before = None


def begin(state: State) -> bool:
    """Begin to log in, if there is an account and a mechanism that both sides know."""
    if CAPABILITY not in state.capabilities or state.login is not None:
        return False
    known = _mechanisms(state)
    offered = state.offered.get(CAPABILITY, "").upper().split(",")
    if offered == [""]:  # a server that does not say is asked for one after the other
        offered = list(known)
    for mechanism, exchange in known.items():
        if mechanism in offered:
            if mechanism in _SECRET_SHOWN and not state.may_say_passwords:
                return False
            state.login = Login(mechanism, exchange)
            # Not where mechanisms are tried: a refused password is told from one of these by this.
            if _INITIAL in state.offered and state.offered.get(CAPABILITY):
                state.login.started = True
                state.login.answers += 1
                _say(state, next(exchange), mechanism)
            else:
                state.send("AUTHENTICATE", mechanism)
            return True
    return False


def begin_late(state: State) -> None:
    """Log in on a server that could not do that while we registered."""
    if not state.account and not state.login_failed:
        begin(state)


def withhold(state: State) -> bool:
    """Whether the account's password must not be sent here; then the person is told."""
    if state.may_say_passwords or not state.profile.account_password:
        return False
    reason = _(
        "The password of the account was not sent: the connection is not encrypted, and others "
        "could read it (--no-tls sends it nevertheless)."
    )
    state.tell(LoginFailed(reason))
    state.refuse(reason, state.now)
    return True


def tell_not_logged_in(state: State) -> None:
    """Tell the person that they are not logged in; once, not after each reconnect."""
    profile = state.profile
    if not profile.account or state.was_registered:
        return
    if profile.account_password or profile.sign is not None or profile.certificate:
        text = _("This server can't log you in that way. Try /login {account} PASSWORD")
    else:
        text = _("You are not logged in: {account} needs a password (--account-password, /login).")
    reason = text.format(account=profile.account)
    state.tell(LoginFailed(reason))
    state.refuse(reason, state.now)


@on("AUTHENTICATE", least=1)
def authenticate(state: State, incoming: Incoming) -> None:
    """AUTHENTICATE <base64 in pieces of 400> or +."""
    login = state.login
    if login is None:
        return
    piece = incoming.param(0)
    if piece != "+":
        login.received += piece
    if len(piece) == _CHUNK and len(login.received) <= _LONGEST:
        return
    written, login.received = login.received, ""
    try:
        said = base64.b64decode(written, validate=True)
        if login.started:
            answer = login.exchange.send(said)
        else:
            login.started = True
            answer = next(login.exchange)
    except (ScramError, StopIteration, binascii.Error, ValueError):
        state.send("AUTHENTICATE", "*")
        return
    login.answers += 1
    _say(state, answer)


def _say(state: State, answer: bytes, mechanism: str = "") -> None:
    """Send an answer; the first one may come with the mechanism."""
    written = base64.b64encode(answer).decode()
    pieces = [written[start : start + _CHUNK] for start in range(0, len(written), _CHUNK)]
    if len(written) % _CHUNK == 0:
        pieces.append("+")
    for piece in pieces:
        state.send("AUTHENTICATE", *([mechanism] if mechanism else []), piece)
        mechanism = ""


# The end of a login


@on("900", least=3)
def logged_in(state: State, incoming: Incoming) -> None:
    """RPL_LOGGEDIN <nick> <mask> <account> :<text>."""
    account_host_realname_changes.known_as(state, incoming.param(2), incoming.at)


@on("901")
def logged_out(state: State, incoming: Incoming) -> None:
    """RPL_LOGGEDOUT."""
    account_host_realname_changes.known_as(state, "", incoming.at)


@on("903")
def succeeded(state: State, incoming: Incoming) -> None:
    """RPL_SASLSUCCESS."""
    login, state.login = state.login, None
    if login is None:
        return
    if not login.is_proved:
        _leave_false_server(state)
        return
    state.profile_before = None
    if state.registered:
        text = _("You are logged in as {account}.").format(account=state.account)
        state.say_here(text, incoming.at)
    else:
        bouncer_networks.end_negotiation(state)


def _leave_false_server(state: State) -> None:
    """Leave a server that claims to know our password without a proof: it is a false one."""
    state.account = ""
    state.refuses_reconnect = True
    state.farewell = _(
        "The server did not prove that it knows your account's password: it may be a false one."
    )
    state.tell(LoginFailed(state.farewell))
    state.send("QUIT")


@on("902", "904", "905", "906", "907")
def failed(state: State, incoming: Incoming) -> None:
    """ERR_NICKLOCKED, ERR_SASLFAIL, ERR_SASLTOOLONG, ERR_SASLABORTED, ERR_SASLALREADY."""
    if state.login is None:
        return
    login, state.login = state.login, None
    # Old accounts have a password and no key for SCRAM (Atheme, Ergo): the next one may do.
    is_unknown = incoming.message.command == "904" and login.lacks_key
    if is_unknown:
        state.unknown_mechanisms.add(login.mechanism)
        if begin(state):
            return
    state.login_failed = True
    if not (is_unknown and withhold(state)):
        _tell_failure(state, login, incoming)
    drop_refused_password(state)
    if not state.registered:
        bouncer_networks.end_negotiation(state)


def wait_no_longer(state: State) -> None:
    """Go on without an account if the server does not answer: its services are away, say.

    It would end the connection otherwise. Whoever comes back is logged in once they are back.
    """
    if state.login is None or state.registered:
        return
    state.login = None
    reason = _("You are not logged in: the server does not answer.")
    state.tell(LoginFailed(reason))
    state.refuse(reason, state.now)
    state.send("AUTHENTICATE", "*")
    bouncer_networks.end_negotiation(state)


def _tell_failure(state: State, login: Login, incoming: Incoming) -> None:
    if incoming.message.command == "907":
        reason = _("You are logged in already.")
    elif login.mechanism == "EXTERNAL":
        reason = _("No account on the server has this certificate.")
    elif login.mechanism == "ECDSA-NIST256P-CHALLENGE":
        reason = _("The account has no such key.")
    elif login.mechanism == _BEARER:
        reason = _("The server does not accept this token. It may have expired.")
    else:
        reason = _("The account or its password is wrong.")
    state.tell(LoginFailed(reason))
    state.refuse(reason, incoming.at)


@on("908")
def mechanisms_told(state: State, incoming: Incoming) -> None:
    """RPL_SASLMECHS <mechanisms> :<text>: for the next one that is tried, now or later."""
    if incoming.count > 2:
        state.offered[CAPABILITY] = incoming.param(1)

"""Refusals as sentences, for the numerics and FAIL codes of servers."""

import re
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.events import TokenMade
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.channels import private_conversation_catch_up, throttled_joins
from tui_chat.client.session.history import catch_up_and_older_pages, search
from tui_chat.client.session.messages import sending, typed_before_joining, typing
from tui_chat.client.session.messages.batches import label_of
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import nick_refusal_reasons, regain_nick
from tui_chat.client.session.registration import bouncer_networks, registration, sasl
from tui_chat.client.session.replies import server_invitation_links

_WORDS: Final = {
    "263": marked("The server is busy: try again in a moment."),
    "400": marked("The server could not do that: {text}"),
    "401": marked("There is nobody called {0} here."),
    "402": marked("There is no server {0}."),
    "403": marked("There is no channel {0}."),
    "404": marked("You can't post in {0}."),
    "405": marked("You are in too many channels to join {0}."),
    "406": marked("There was nobody called {0}."),
    "407": marked("Too many at once: {0}"),
    "411": marked("No recipient was given."),
    "412": marked("There was nothing to send."),
    "415": marked("You can't post in {0}: {text}"),
    "416": marked("That is too much to list: ask for less."),
    "417": marked("That was too long for this server."),
    "421": marked("This server does not know the command {0}."),
    "435": marked("You can't change to {0}: this nickname is banned in {1}."),
    "438": marked("You change your nickname too fast: wait a little."),
    "441": marked("{0} is not in {1}."),
    "442": marked("You are not in {0}."),
    "443": marked("{0} is already in {1}."),
    "461": marked("Not enough words after {0}."),
    "467": marked("{0} already has a key."),
    "471": marked("{0} is full. /join {0} to try again later"),
    "472": marked("This server has no channel mode {0}."),
    "473": marked("{0} is by invitation only: ask somebody there to /invite you."),
    "474": marked("You are banned from {0}. Only its operators can lift the ban."),
    "475": marked("{0} needs a key: /join {0} KEY"),
    "476": marked("{0} cannot be a channel's name."),
    "477": marked("{0} is only for people who are logged in."),
    "478": marked("The list of bans of {0} is full."),
    "479": marked("{0} cannot be a channel's name."),
    "480": marked("You can't rejoin {0} so soon: {text}"),
    "491": marked("No operator of that name may log in from your address."),
    "495": marked("You can't rejoin {0} so soon: {text}"),
    "481": marked("Only server operators can do that."),
    "482": marked("Only operators of {0} can do that."),
    "486": marked("{0} only accepts messages from people who are logged in. /login"),
    "489": marked("{0} is for encrypted connections only."),
    "501": marked("This server has no such mode."),
    "502": marked("You can change your own modes only."),
    "520": marked("{0} is only for server operators."),
    "524": marked("The server has no help about {0}."),
    "525": marked("That can't be a channel key."),
    "531": marked("You can't write to {0}."),
    "696": marked("That cannot be set: {text}"),
    "697": marked("{1} is on that list of {0} already."),
    "698": marked("{1} is not on that list of {0}."),
    "716": marked("{0} only accepts messages from people they allow."),
}
_SILENCED: Final = (
    (
        re.compile(r"\bmuted\b|\(\+b", re.IGNORECASE),
        marked("You are muted in {0}: you can read, but not write."),
    ),
    (re.compile(r"\(\+m\b"), marked("Only people with voice can post in {0}.")),
    (re.compile(r"\(\+[MR]\b"), marked("Only people who are logged in can post in {0}. /login")),
)
"""What a server gives as the reason of a 404, by what it contains; many give none."""
_FAILURES: Final = {
    "ACCOUNT_EXISTS": marked("That account already exists. If it is yours, use /login"),
    "ACCOUNT_REQUIRED": marked(
        "You need an account for that. /register creates one, /login uses it."
    ),
    "ALREADY_REGISTERED": marked("You are logged in already."),
    "BAD_ACCOUNT_NAME": marked("That cannot be an account's name."),
    "COMPLETE_CONNECTION_REQUIRED": marked("Try again once you are connected."),
    "INVITING_REFUSED": marked(
        "Only operators of this server can make invitation links. /invitation shows the address"
    ),
    "INVALID_CODE": marked("That code is wrong or has expired."),
    "INVALID_EMAIL": marked("No mail can be sent to that address."),
    "INVALID_USERNAME": marked("That cannot be an account's name."),
    "MULTILINE_MAX_BYTES": marked("That was too long for one message."),
    "MULTILINE_MAX_LINES": marked("Too many lines for one message."),
    "NEED_NICK": marked("Choose a nickname first."),
    "REDACT_FORBIDDEN": marked("You may not delete that message."),
    "REDACT_WINDOW_EXPIRED": marked("That message is too old to be deleted."),
    "TEMPORARILY_UNAVAILABLE": marked("The server cannot do that just now: try again later."),
    "UNACCEPTABLE_EMAIL": marked("The server does not accept that address."),
    "UNACCEPTABLE_PASSWORD": marked("The server does not accept that password."),
    "UNKNOWN_MSGID": marked("That message no longer exists."),
    "WEAK_PASSWORD": marked("That password is too easy to guess."),
}
"""By the code of a FAIL (IRCv3 standard-replies)."""
_UNASKED: Final = frozenset({"CAP", "WHO"})
"""Commands that the client sends by itself, and no person: nobody need hear of their failure."""
_NO_MODES: Final = re.compile(r"\bsupport (?:channel )?modes\b", re.IGNORECASE)
"""How ERR_NOCHANMODES ends, which has the number of ERR_NEEDREGGEDNICK."""
_JOINING: Final = frozenset(
    {
        *("403", "405", "437", "439", "471", "473", "474", "475", "476", "477", "479", "480"),
        *("489", "495", "520"),
    }
)
_FOR_NOW: Final = frozenset({"405", "439", "471", "477", "480", "489", "495"})
"""Of these, those that may let us in another time: full, or we are not logged in yet."""
_FOR_STRANGERS: Final = frozenset({"473", "474"})
"""And these: exceptions from them, and bans of strangers, go by the account."""
_UNDELIVERED: Final = frozenset(
    {"401", "403", "404", "407", "408", "411", "412", "413", "414", "415", "417", "439", "477"}
    | {"486", "492", "531", "707", "716", "936"}
)
"""Refusals of a message: of colours, CTCP or words, of strangers, of too many targets."""
_SILENT: Final = "462"
"""A refusal that is never shown."""


@on(*_WORDS)
def refused(state: State, incoming: Incoming) -> None:
    """A refusal that we have words for."""
    name = incoming.param(1) if incoming.count > 2 else ""
    if not _is_unasked(state, incoming, name):
        words = _(_words_for(state, incoming, name))
        _tell(state, incoming, words.format(name, incoming.param(2), text=incoming.last))


def _is_unasked(state: State, incoming: Incoming, name: str) -> bool:
    """Whether the client asked by itself for what is refused: the person need not hear of it."""
    match incoming.message.command:
        case "421":
            return _is_unasked_command(state, name.upper())
        case "263" | "416":
            return name.upper() in _UNASKED
        case "435" | "438":
            return regain_nick.was_own_try(state, name)
        case "477" if _NO_MODES.search(incoming.last):
            return state.fold(name) not in state.pending.modes
    return False


def _is_unasked_command(state: State, command: str) -> bool:
    """Whether the client sent by itself the command that the server does not know."""
    if command in _UNASKED:  # on an older server
        registration.hold_back_no_more(state)
        return True
    if command == "MODE" and state.pending.unasked_modes:
        state.pending.unasked_modes -= 1
        return True
    if command == "USERHOST" and state.asked_for:
        for key in list(state.asked_for):
            sending.receiver_told(state, key)
        return True
    return False


def _words_for(state: State, incoming: Incoming, name: str) -> str:
    """The sentence for a refusal, not yet translated."""
    numeric = incoming.message.command
    words = _WORDS[numeric]
    if numeric == "401" and state.is_channel(name):
        words = _WORDS["403"]
    if numeric == "421" and name.upper() == "INVITATION":
        words = marked("This server has no invitation links.")
        state.invitation = None
    if numeric == "477" and _NO_MODES.search(incoming.last):
        state.pending.modes.discard(state.fold(name))
        words = marked("{0} has no modes.")
    elif numeric == "477" and not state.is_channel(name):
        words = _WORDS["486"]
    if numeric == "475" and state.pending.joins.get(state.fold(name)):
        words = marked("That is not the key of {0}: /join {0} KEY")
    if numeric == "404":
        words = _why_silent(state, incoming) or words
    if numeric == "435" and "while" in incoming.last:
        words = nick_refusal_reasons.BANNED_IN
    return words


def _why_silent(state: State, incoming: Incoming) -> str:
    """Why the server lets us write nothing in a channel, as far as it or the channel says."""
    for pattern, words in _SILENCED:
        if pattern.search(incoming.last):
            return words
    buffer = state.channel(incoming.param(1))
    me = None if buffer is None else buffer.members.get(state.fold(state.nick))
    is_moderated = buffer is not None and "m" in buffer.modes and me is not None and not me.ranks
    return _SILENCED[1][1] if is_moderated else ""


def unknown_refusal(state: State, incoming: Incoming) -> None:
    """A refusal that we have no words for: the server's own."""
    if incoming.message.command == _SILENT:
        return
    subjects = [incoming.param(index) for index in range(1, incoming.count - 1)]
    text = " ".join(word for word in subjects if word)
    said = incoming.last or _("The server refused that.")
    _tell(state, incoming, f"{text}: {said}" if text else said)


@on("FAIL", "WARN", "NOTE", least=3)
def standard_reply(state: State, incoming: Incoming) -> None:
    """FAIL <command> <code> [<context>...] :<description> (IRCv3 standard-replies)."""
    if incoming.param(0) == "CHATHISTORY":
        names = [incoming.param(index) for index in range(2, incoming.count - 1)]
        catch_up_and_older_pages.request_refused(state, label_of(state, incoming), names)
    elif incoming.param(0) == "MARKREAD":
        return  # nobody asked for it
    elif incoming.message.command == "FAIL" and incoming.param(0) == "NICK":
        nick = incoming.param(2) if incoming.count > 3 else state.nick
        reason = nick_refusal_reasons.reason_of_failure(incoming, nick)
        owned = nick_refusal_reasons.is_reserved(incoming)
        registration.refuse_nick(state, nick, reason, taken=True, owned=owned)
    elif incoming.param(0) == "BOUNCER" and bouncer_networks.refused(state, incoming):
        return
    elif incoming.message.command == "NOTE" and incoming.param(0) == "INVITATION":
        server_invitation_links.note(state, incoming)
    elif incoming.message.command == "FAIL" and incoming.param(0) in {"TOKEN", "FILEHOST"}:
        state.tell(TokenMade("", _failure(incoming)))
    elif incoming.message.command == "FAIL":
        _failed(state, incoming)
    else:
        state.say_here(incoming.last, incoming.at)


def _failed(state: State, incoming: Incoming) -> None:
    """A FAIL that answers what the person did."""
    if incoming.param(0) == "SEARCH":
        search.refused(state)
    if incoming.param(0) == "INVITATION":
        state.invitation = None
    if incoming.param(0) == "REGISTER":
        sasl.drop_refused_password(state)
    if incoming.param(1) == "ACCOUNT_REQUIRED" and not state.registered:
        state.farewell = _("This server is for people with an account (--account NAME).")
    _tell(state, incoming, _failure(incoming))


def _failure(incoming: Incoming) -> str:
    """The reason of a FAIL, in our words if we know its code."""
    words = _FAILURES.get(incoming.param(1))
    return _(words) if words else incoming.last


def _tell(state: State, incoming: Incoming, text: str) -> None:
    numeric = incoming.message.command
    place, label = _place(state, incoming), label_of(state, incoming)
    if numeric in _UNDELIVERED or numeric == "FAIL":
        # What we say has a label, where there are labels; what we type has none.
        typed = not label and typing.take_refusal(state, place, incoming.arrived)
        if typed and "labeled-response" in state.capabilities:
            return
        if not sending.mark_refused(state, label, place) and typed:
            return
        if (
            numeric == "401"
            and place
            and private_conversation_catch_up.nobody_is_there(state, place)
        ):
            place = None
    name = incoming.param(1)
    unasked = False
    if numeric in _JOINING and (state.is_channel(name) or state.fold(name) in state.wanted):
        unasked = state.is_joining_by_itself(name)
        for_now = numeric in _FOR_NOW or (numeric in _FOR_STRANGERS and state.awaits_login)
        _give_up_joining(state, name, incoming.at, for_now=for_now)
        if unasked and numeric in throttled_joins.NUMERICS:
            throttled_joins.refused(state, name, incoming.last, incoming.at)
            return
    state.pending.whois.pop(state.fold(name), None)
    state.refuse(text, incoming.at, place, keep=unasked)


def _place(state: State, incoming: Incoming) -> Buffer | None:
    """The buffer that a refusal names, if there is one."""
    for index in range(1, max(1, incoming.count - 1)):
        buffer = state.buffer(incoming.param(index))
        if buffer is not None and buffer.kind is not BufferKind.SERVER:
            return buffer
    return None


def _give_up_joining(state: State, name: str, at: float, *, for_now: bool) -> None:
    key = state.fold(name)
    buffer = state.buffers.get(key)
    if buffer is not None and buffer.joined:
        return
    asked = state.pending.joins.pop(key, None) is not None
    if buffer is not None:
        sending.give_up_all(state, buffer)
    if for_now and not asked:  # it is one to come back to
        typed_before_joining.refused_for_now(state, name, at)
    else:
        state.wanted.pop(key, None)
        typed_before_joining.return_unless_joining(state, at)

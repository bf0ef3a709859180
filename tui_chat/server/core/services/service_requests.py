"""Requests to services: the table of them, help, and the commands by which people ask."""

from collections.abc import Callable
from typing import Final, NamedTuple

from tui_chat.server.core.context import Context
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.service_names_and_replies import CHANSERV, NICKSERV, tell
from tui_chat.server.core.services.word_splitting import Words
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.message import Message

Handler = Callable[[Context, Words], None]
"""Given the context of the request, and the words after its name."""


_ABOUT: Final = {
    NICKSERV: "NickServ registers accounts, which reserve your nickname.",
    CHANSERV: "ChanServ registers channels, so that they keep their founder and settings.",
}
_ECHO: Final = Capability.ECHO_MESSAGE.bit


class Declined(Exception):  # noqa: N818 - an answer, not a fault
    """A request to a service that is not carried out: the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Known(NamedTuple):
    """What a service can be asked."""

    handler: Handler
    usage: str
    """Its parameters, as HELP shows them."""
    summary: str
    least: int
    """How many words it needs."""
    shared: int | None
    """How many words of it the log is given; None if its node answers it without the log.

    People add passwords where other networks want them, so what is not needed is left out.
    """
    shared_if: Callable[[list[str]], bool] | None
    """Whether the log is given it with these words; None is always."""


_REQUESTS: Final[dict[str, dict[str, Known]]] = {NICKSERV: {}, CHANSERV: {}}


def request(
    service: str,
    name: str,
    usage: str,
    summary: str,
    least: int = 0,
    *,
    shared: int | None = None,
    shared_if: Callable[[list[str]], bool] | None = None,
) -> Callable[[Handler], Handler]:
    """Make the decorated function what `service` does when asked for `name`.

    Without `shared` it changes nothing at once that others see; see `Known`.
    """

    def enter(handler: Handler) -> Handler:
        _REQUESTS[service][name] = Known(handler, usage, summary, least, shared, shared_if)
        return handler

    return enter


def requests_of(service: str) -> tuple[str, ...]:
    """What a service can be asked."""
    return tuple(_REQUESTS[service])


def shared_part(service: str, text: str) -> str | None:
    """The part of a request to a service that the log is given; None if its node answers it."""
    words = text.split()
    found = _REQUESTS[service].get(words[0].upper()) if words else None
    if found is None or found.shared is None or len(words) - 1 < found.least:
        return None
    if found.shared_if is not None and not found.shared_if(words[1:]):
        return None
    return " ".join(words[: found.shared + 1])


def relay(ctx: Context, service: str) -> None:
    """Give a service what a PRIVMSG says to it. A NOTICE is not answered."""
    said = ctx.message
    echo = Message(said.command, (service, *said.params[1:2]), ctx.user.source)
    # To this connection alone: others of the user need not see the password in it.
    ctx.tell((ctx.client,), echo, _ECHO)
    if said.command == "PRIVMSG":
        serve(ctx, service, said.params[1])


def serve(ctx: Context, service: str, text: str) -> None:
    """Do what a text asks of a service."""
    words = Words(text)
    name = words[0].upper() if words else "HELP"
    if name == "HELP":
        return _help(ctx, service, words[1:])
    found = _REQUESTS[service].get(name)
    if found is None:
        return tell(ctx, service, f"Unknown command {_shown(name)}. Try: /msg {service} HELP")
    if len(words) - 1 < found.least:
        return tell(ctx, service, f"Usage: {name} {found.usage}")
    return attempt(ctx, service, lambda: found.handler(ctx, words.without_first()))


def attempt(ctx: Context, service: str, act: Callable[[], None]) -> None:
    """Call `act`; if it raises Declined, the service answers with the reason."""
    try:
        act()
    except Declined as declined:
        tell(ctx, service, declined.sentence)


def _help(ctx: Context, service: str, words: list[str]) -> None:
    known = _REQUESTS[service]
    if words:
        found = known.get(words[0].upper())
        if found is None:
            return tell(ctx, service, f"Unknown command {_shown(words[0].upper())}.")
        tell(ctx, service, f"{words[0].upper()} {found.usage}".rstrip())
        return tell(ctx, service, found.summary)
    tell(ctx, service, _ABOUT[service])
    for name, one in sorted(known.items()):
        tell(ctx, service, f"{name} {one.usage}".rstrip() + f" - {one.summary}")
    tell(ctx, service, "Put double quotes around a parameter with spaces, such as a password.")
    return tell(ctx, service, f"For details: /msg {service} HELP <command>")


def _shown(word: str) -> str:
    return word[:32]


@command("NICKSERV")
def ask_nickserv(ctx: Context) -> None:
    """NICKSERV <command> [<parameter>...]: ask NickServ, like /msg NickServ."""
    _ask(ctx, NICKSERV)


@command("NS")
def ask_ns(ctx: Context) -> None:
    """NS <command> [<parameter>...]: ask NickServ, like /msg NickServ."""
    _ask(ctx, NICKSERV)


@command("CHANSERV")
def ask_chanserv(ctx: Context) -> None:
    """CHANSERV <command> [<parameter>...]: ask ChanServ, like /msg ChanServ."""
    _ask(ctx, CHANSERV)


@command("CS")
def ask_cs(ctx: Context) -> None:
    """CS <command> [<parameter>...]: ask ChanServ, like /msg ChanServ."""
    _ask(ctx, CHANSERV)


def _ask(ctx: Context, service: str) -> None:
    serve(ctx, service, " ".join(ctx.params))

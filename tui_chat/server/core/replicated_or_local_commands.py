"""Which messages go through the log of a network, and which stay on the client's node.

The client's node alone handles, from its copy of the state, all commands before registration, all
commands that only read, and the part of a command that contains a password. So strangers cost the
other nodes nothing, and no password is ever in the log.
"""

from typing import Final

from msgspec.structs import replace

from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.core.messages.incoming_multiline import takes
from tui_chat.server.core.service_names_and_replies import CHANSERV, NICKSERV, find_service
from tui_chat.server.core.services.service_requests import shared_part
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.wire.message import SAID, Message

_SERVICE_COMMANDS: Final = {
    "NICKSERV": NICKSERV,
    "NS": NICKSERV,
    "CHANSERV": CHANSERV,
    "CS": CHANSERV,
}


def is_one_person(target: str) -> bool:
    """Whether a message to this target is for a single receiver that is no service."""
    return "," not in target and find_service(target) is None


READ_ONLY: Final = (
    frozenset(name for name, known in COMMANDS.items() if known.reads) - SAID - {*_SERVICE_COMMANDS}
)
"""Commands of which a client's node handles every one alone, as `parts` says of it."""


def parts(session: Session, message: Message) -> tuple[tuple[Message, bool], ...]:
    """The parts in which a message of a registered client is handled; most have one, the message.

    Each comes with whether it goes through the log; else the client's node handles it alone.
    """
    batch, command = session.batch, message.command
    if batch is not None and takes(batch, message):
        return ((_without_secrets(message), not batch.failed),)
    if command in SAID:
        target = message.params[0] if message.params else ""
        if "," in target:
            return tuple(_to_one(one) for one in _separate(message, target))
        return (_to_one(message),)
    if command in _SERVICE_COMMANDS:
        text = shared_part(_SERVICE_COMMANDS[command], " ".join(message.params))
        if text is None:
            return ((message, False),)
        return ((replace(message, params=tuple(text.split())), True),)
    known = COMMANDS.get(command)
    stays = known is None or known.reads or known.secret or len(message.params) < known.min_params
    return ((message, not stays),)


def _without_secrets(message: Message) -> Message:
    """A line for a batch, less what may be a password: the batch refuses such a line anyway."""
    if message.command not in SAID:
        return replace(message, params=())
    if message.params and any(map(find_service, message.params[0].split(","))):
        return replace(message, params=(message.params[0], "*"))
    return message


def _to_one(message: Message) -> tuple[Message, bool]:
    """The part for one receiver, or for several that are no services."""
    service = find_service(message.params[0]) if message.params else None
    if service is None:
        return message, True
    if message.command != "PRIVMSG" or len(message.params) < 2:
        return message, False
    text = shared_part(service, message.params[1])
    if text is None:
        return message, False
    return replace(message, params=(message.params[0], text)), True


def _separate(message: Message, targets: str) -> tuple[Message, ...]:
    """The message, or several that mean the same if a service is among its receivers."""
    names = targets.split(",")
    services = [name for name in names if find_service(name)]
    if not services:
        return (message,)
    others = ",".join(name for name in names if name and not find_service(name))
    every = [*services, others] if others else services
    return tuple(replace(message, params=(one, *message.params[1:])) for one in every)


def answer_stays(network: Network, client: ClientId, request: Request) -> bool:
    """Whether the answer to a request concerns only the node of its client."""
    return request.reads or (client in network.strangers and isinstance(request, AskHolder))

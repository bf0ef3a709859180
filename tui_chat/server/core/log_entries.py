"""What goes through the log of a network, and what stays on the node of its client.

Commands of connections that have yet to enter, commands that only read, and the half of a command
that holds a password are answered by the client's node, from its copy of the state. So strangers
cost the others nothing, and no password is ever in the log.
"""

from typing import Final

from msgspec.structs import replace

from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.core.service_replies import CHANSERV, NICKSERV, find_service
from tui_chat.server.core.services import shared_part
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.users.nick_holder import AskHolder
from tui_chat.wire.message import Message

_SAID: Final = frozenset({"PRIVMSG", "NOTICE", "TAGMSG"})
_SERVICE_COMMANDS: Final = {
    "NICKSERV": NICKSERV,
    "NS": NICKSERV,
    "CHANSERV": CHANSERV,
    "CS": CHANSERV,
}


def shared_form(session: Session, message: Message) -> Message | None:
    """The message of somebody who has entered, as the log is given it; None if it stays here."""
    command = message.command
    if command in _SAID:
        service = find_service(message.params[0]) if message.params else None
        return message if service is None else _to_service(session, message, service)
    if session.batch is not None and "batch" in message.tags:
        return message
    if command in _SERVICE_COMMANDS:
        text = shared_part(_SERVICE_COMMANDS[command], " ".join(message.params))
        return None if text is None else replace(message, params=tuple(text.split()))
    known = COMMANDS.get(command)
    if known is None or len(message.params) < known.min_params or known.reads or known.secret:
        return None
    return message


def _to_service(session: Session, message: Message, service: str) -> Message | None:
    if session.batch is not None:
        # It ends the batch, as a line that does not belong to it. What it says is not needed.
        return replace(message, params=(service, "*"))
    if message.command != "PRIVMSG" or len(message.params) < 2:
        return None
    text = shared_part(service, message.params[1])
    return None if text is None else replace(message, params=(message.params[0], text))


def separate(message: Message) -> tuple[Message, ...]:
    """The message, or several that mean the same if a service is among several receivers of it."""
    if message.command not in _SAID or not message.params or "," not in message.params[0]:
        return (message,)
    targets = message.params[0].split(",")
    services = [target for target in targets if find_service(target)]
    if not services:
        return (message,)
    others = ",".join(target for target in targets if not find_service(target))
    parts = [*services, others] if others else services
    return tuple(replace(message, params=(part, *message.params[1:])) for part in parts)


def answer_stays(network: Network, client: ClientId, request: Request) -> bool:
    """Whether the answer to a request concerns only the node of its client."""
    return request.reads or (client in network.strangers and isinstance(request, AskHolder))

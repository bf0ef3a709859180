"""The short way for what most lines are: a PRIVMSG to one channel that its sender is in."""

from typing import TYPE_CHECKING

from tui_chat.server.core.effects import Effect, Publish, Remember
from tui_chat.server.core.events import Received
from tui_chat.server.core.user import Session, User
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

if TYPE_CHECKING:
    from tui_chat.server.core.network import Network


def speak(network: "Network", session: Session, event: Received) -> list[Effect] | None:
    """What `messaging.privmsg` would order, when nothing stands in the way; None when anything may.

    Half of the core's time for such a line went into what it does not need: a context, lists of
    targets, the ways to refuse.
    """
    said = event.message
    user = session.user
    if user is None or len(said.params) != 2 or session.batch is not None:
        return None
    name, text = said.params
    channel = network.channels.get(name)  # type: ignore[call-overload]
    if channel is None or channel.hushes or user not in channel.members or not text:
        return None
    user.spoke_at = event.at
    message = relayed(network, user, said, channel.name, event.msgid)
    publish = Publish(channel.folded, message, session.id)
    if network.keeps_history:
        return [Remember(channel.folded, message, event.msgid), publish]
    return [publish]


def relayed(network: "Network", user: User, said: Message, target: str, msgid: str) -> Message:
    """A message as others are shown it: our tags, the client's own `+` tags, nothing else."""
    tags = {"msgid": msgid}
    if user.account:
        tags["account"] = user.account
    if user.modes and "B" in user.modes:
        tags["bot"] = ""
    if said.tags is not NO_TAGS:
        tags |= network.client_tags.passed_on(said.tags)
    params = (target, said.params[1]) if len(said.params) > 1 else (target,)
    return Message(said.command, params, user.source, tags)

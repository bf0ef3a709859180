"""TOPIC of a channel, as set by somebody and as told by the server."""

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.events import Changed
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State


@on("TOPIC", least=2)
def topic_set(state: State, incoming: Incoming) -> None:
    """TOPIC <channel> :<topic>: somebody changed it."""
    buffer = state.channel(incoming.param(0))
    if buffer is None:
        return
    buffer.topic = incoming.text(1)
    state.happened(buffer, incoming, *event_words.topic_set(incoming))
    state.tell(Changed())


@on("332", least=3)
def topic_told(state: State, incoming: Incoming) -> None:
    """RPL_TOPIC: what it is, on joining or because we asked."""
    name, topic = incoming.param(1), incoming.text(2)
    buffer = state.channel(name)
    if buffer is not None:
        _learn_topic(state, incoming, buffer, topic)
    else:
        text = _("The topic of {channel}: {topic}").format(channel=name, topic=topic)
        state.say_here(text, incoming.at)


@on("331", least=2)
def no_topic(state: State, incoming: Incoming) -> None:
    """RPL_NOTOPIC."""
    buffer = state.channel(incoming.param(1))
    if buffer is not None:
        _learn_topic(state, incoming, buffer, "")
    else:
        text = _("{channel} has no topic.").format(channel=incoming.param(1))
        state.say_here(text, incoming.at)


def _learn_topic(state: State, incoming: Incoming, buffer: Buffer, topic: str) -> None:
    if buffer.key in state.pending.topics:
        state.pending.topics.discard(buffer.key)
        text = (
            _("Topic of this channel: {topic}").format(topic=topic)
            if topic
            else _("No topic is set.")
        )
        state.say_here(text, incoming.at, buffer)
    buffer.topic = topic
    state.tell(Changed())

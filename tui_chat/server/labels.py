"""labeled-response: the answer to a labelled command, marked as such (IRCv3 labeled-response)."""

from collections.abc import Callable, Iterable

from tui_chat.server.core.effects import Effect, Publish, Send
from tui_chat.server.core.events import ClientId
from tui_chat.wire.capabilities import Capabilities, Capability
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

_ECHO = Capability.ECHO_MESSAGE.bit
MAX_LABEL = 64
"""Bytes (IRCv3 labeled-response, "Label")."""


def label_answer(
    effects: Iterable[Effect],
    label: str,
    reference: str,
    client: ClientId,
    held: Capabilities,
    hears: Callable[[Folded], bool],
    server: str,
) -> list[Effect]:
    """`effects` with all that `client` is shown marked as the answer to `label`.

    One message carries the label itself, several stand in a batch of their own, none becomes an
    ACK. What others are shown is left as it is; what was for all is split into theirs and its.
    `reference` names the batch, unlike any that is open; it begins with a letter.
    `hears` tells whether the client is in a room, at the time of the call.
    """
    split = list(_split(effects, client, held, hears))
    own = [number for number, effect in enumerate(split) if _is_for(effect, client)]
    if not own:
        return [*split, Send((client,), Message("ACK", (), server, {"label": label}))]
    if len(own) == 1:
        split[own[0]] = _tagged(split[own[0]], "label", label)
        return split
    for number in own:
        split[number] = _tagged(split[number], "batch", reference)
    start = Message("BATCH", (f"+{reference}", "labeled-response"), server, {"label": label})
    split.insert(own[0], Send((client,), start))
    split.insert(own[-1] + 2, Send((client,), Message("BATCH", (f"-{reference}",), server)))
    return split


def _split(
    effects: Iterable[Effect],
    client: ClientId,
    held: Capabilities,
    hears: Callable[[Folded], bool],
) -> Iterable[Effect]:
    for effect in effects:
        if isinstance(effect, Send) and client in effect.to:
            if effect.needs & ~held:
                yield effect
                continue
            rest = tuple(other for other in effect.to if other != client)
            if rest:
                yield Send(rest, effect.message, effect.needs)
            yield Send((client,), effect.message)
        elif isinstance(effect, Publish) and hears(effect.room) and not effect.needs & ~held:
            yield Publish(effect.room, effect.message, None, effect.needs, client)
            if effect.author != client or held & _ECHO:
                yield Send((client,), effect.message)
        else:
            yield effect


def _is_for(effect: Effect, client: ClientId) -> bool:
    return isinstance(effect, Send) and effect.to == (client,) and not effect.needs


def _tagged(effect: Effect, key: str, value: str) -> Send:
    assert isinstance(effect, Send)  # noqa: S101 - _is_for chose it
    message = effect.message
    if key in message.tags:
        return effect  # in a batch within the batch
    tags = {**message.tags, key: value}
    return Send(
        effect.to, Message(message.command, message.params, message.source, tags), effect.needs
    )

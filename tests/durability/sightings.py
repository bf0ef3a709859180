"""What clients saw, what the history says, and whether the two agree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tui_chat.wire.message import Message

KEPT = frozenset({"PRIVMSG", "NOTICE", "JOIN", "PART", "TOPIC", "MODE", "KICK", "QUIT", "NICK"})
"""Commands that the history keeps. REDACT takes out what it names."""


class Sighting(NamedTuple):
    """One message as one client was shown it; equal for all who were shown the same."""

    msgid: str
    source: str
    command: str
    params: tuple[str, ...]
    at: str

    @classmethod
    def of(cls, message: Message) -> "Sighting":
        """What is to be compared of a message with its tags."""
        # A JOIN has more words for those with extended-join: the channel is what counts.
        params = message.params[:1] if message.command == "JOIN" else message.params
        tags = message.tags
        return cls(tags["msgid"], str(message.source), message.command, params, tags["time"])


def is_kept(message: Message) -> bool:
    """Whether a message that somebody saw must be in the history."""
    return message.command in KEPT and "msgid" in message.tags


def differences(
    kept: Sequence[Sighting],
    seen: Mapping[str, Sequence[Sighting]],
    *,
    taken_back: Iterable[str] = (),
    gone: Iterable[str] = (),
) -> list[str]:
    """Sentences about all that is wrong with the history of one conversation.

    `seen` has what each client was shown of it, in order. Messages whose deletion was asked for
    (`taken_back`) may be missing; those whose deletion was seen (`gone`) must be.
    """
    excused = set(taken_back)
    wrong = [f"kept {times} times: {one}" for one, times in Counter(kept).items() if times > 1]
    ids = Counter(one.msgid for one in kept)
    wrong += [
        f"one msgid for {times} messages: {msgid}" for msgid, times in ids.items() if times > 1
    ]
    wrong += [f"deleted and still there: {msgid}" for msgid in gone if msgid in ids]
    places = {one: place for place, one in enumerate(kept)}
    for who, sightings in seen.items():
        twice = [one for one, times in Counter(sightings).items() if times > 1]
        wrong += [f"{who} was shown twice: {one}" for one in twice]
        last = -1
        for one in sightings:
            place = places.get(one)
            if place is None:
                if one.msgid not in excused:
                    wrong.append(f"{who} saw, the history lacks: {one}")
            elif place < last:
                wrong.append(f"{who} saw it in another order: {one}")
            else:
                last = place
    return wrong

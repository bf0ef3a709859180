"""The data that is remembered of a server, and its limits."""

from itertools import chain
from typing import Final

import msgspec

from tui_chat.client.buffers.members import Identity
from tui_chat.client.session import Rules, Unsent

MOST_POSITIONS: Final = 1_000
MOST_CHANNELS: Final = 200
MOST_PEOPLE: Final = 50
MOST_DRAFTS: Final = 50
MOST_UNSENT: Final = 200
_LONGEST_DRAFT: Final = 10_000
_MOST_UNSENT_CHARACTERS: Final = 200_000


class Memory(msgspec.Struct, omit_defaults=True):
    """What the client remembers of a person on a server. Times are seconds of Unix time.

    `network` is the id of a bouncer's network, "" for the server itself. `person` is their account
    or nickname, and `nick` their last nickname. `channels` are to be joined, with these keys.
    `people` have open conversations; `identities` are theirs. `drafts` are the unsent texts by the
    folded names of buffers. The rest is as `Session` gives it.
    """

    host: str = ""
    port: int = 0
    person: str = ""
    nick: str = ""
    used_at: float = 0.0
    seen: float = 0.0
    positions: dict[str, float] = {}
    rules: Rules = msgspec.field(default_factory=Rules)
    channels: list[tuple[str, str]] = []
    people: list[str] = []
    drafts: dict[str, str] = {}
    unsent: list[Unsent] = []
    identities: dict[str, Identity] = {}
    network: str = ""


def merged(ours: Memory, known: Memory, theirs: Memory) -> Memory:
    """The memory of two clients: each part is ours if we changed it since `known`, else theirs."""
    result = msgspec.structs.replace(theirs)
    for name in ours.__struct_fields__:
        if getattr(ours, name) != getattr(known, name):
            setattr(result, name, getattr(ours, name))
    # The later read position counts, whichever client it is from.
    result.positions = dict(theirs.positions)
    for place, at in ours.positions.items():
        result.positions[place] = max(at, theirs.positions.get(place, 0.0))
    result.seen = max(ours.seen, theirs.seen)
    result.drafts = _merged_drafts(ours.drafts, known.drafts, theirs.drafts)
    others = [each for each in theirs.unsent if each not in known.unsent]
    result.unsent = [*others, *(each for each in ours.unsent if each not in others)]
    return result


def _merged_drafts(
    ours: dict[str, str], known: dict[str, str], theirs: dict[str, str]
) -> dict[str, str]:
    result = dict(theirs)
    for place in dict.fromkeys(chain(known, ours)):
        if ours.get(place) != known.get(place):
            result[place] = ours.get(place, "")
    return {place: text for place, text in result.items() if text}


def bounded(memory: Memory) -> Memory:
    """The memory without what exceeds the limits: the latest of each kind is kept."""
    latest = sorted(memory.positions.items(), key=lambda item: item[1])[-MOST_POSITIONS:]
    unsent: list[Unsent] = []
    room = _MOST_UNSENT_CHARACTERS
    for each in memory.unsent[:MOST_UNSENT]:  # the first: what follows builds on it
        room -= len(each.text) + sum(map(len, each.pieces))
        if room < 0:
            break
        unsent.append(each)
    people = memory.people[-MOST_PEOPLE:]
    return msgspec.structs.replace(
        memory,
        positions=dict(latest),
        channels=memory.channels[:MOST_CHANNELS],
        people=people,
        drafts={
            place: text[:_LONGEST_DRAFT]
            for place, text in list(memory.drafts.items())[-MOST_DRAFTS:]
        },
        unsent=unsent,
        identities={name: memory.identities[name] for name in people if name in memory.identities},
    )

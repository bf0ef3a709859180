"""MODE: the rules of a channel and the ranks in it, told in words."""

from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.events import ModeChanged
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.model.incoming import Heard, on
from tui_chat.client.session.model.placeholders import known_or
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import regain_nick
from tui_chat.wire.modes import ModeChange, ModeKind, parse_modes

_WORDS: Final = {
    ("q", True): marked("{by} made {param} an owner of the channel"),
    ("q", False): marked("{by} took {param}'s ownership of the channel away"),
    ("a", True): marked("{by} made {param} a protected operator"),
    ("a", False): marked("{by} took {param}'s protection away"),
    ("o", True): marked("{by} made {param} an operator"),
    ("o", False): marked("{by} took {param}'s operator rank away"),
    ("h", True): marked("{by} made {param} a half operator"),
    ("h", False): marked("{by} took {param}'s half operator rank away"),
    ("v", True): marked("{by} gave {param} a voice"),
    ("v", False): marked("{by} took {param}'s voice away"),
    ("b", True): marked("{by} banned {param}"),
    ("b", False): marked("{by} lifted the ban on {param}"),
    ("i", True): marked("{by} closed the channel to all but invited people"),
    ("i", False): marked("{by} opened the channel to everybody"),
    ("k", True): marked("{by} set a key for the channel"),
    ("k", False): marked("{by} removed the channel's key"),
    ("l", True): marked("{by} limited the channel to {param} people"),
    ("l", False): marked("{by} lifted the limit on people"),
    ("m", True): marked("{by} allowed only people with a voice to speak"),
    ("m", False): marked("{by} allowed everybody to speak"),
    ("n", True): marked("{by} allowed only people inside to speak"),
    ("n", False): marked("{by} allowed people outside to speak"),
    ("t", True): marked("{by} allowed only operators to set the topic"),
    ("t", False): marked("{by} allowed everybody to set the topic"),
}
_RANKS: Final = frozenset("qaohv")
_MOST_FLAGS: Final = 60
_MOST_CHANGES: Final = 50
"""Of one message: each becomes a line, and a server may not fill the log with one."""


@on("MODE", least=2)
def mode_changed(state: State, heard: Heard) -> None:
    """MODE <channel> <changes> [<parameters>]; our own user modes are nothing to tell.

    But for +r: where there are no accounts it says that services know us now.
    """
    if state.is_me(heard.param(0)):
        kinds: dict[str, ModeKind] = {}
        if any(each.letter == "r" and each.adding for each in parse_modes(_words(heard, 1), kinds)):
            regain_nick.logged_in(state, heard.at)
        return
    buffer = state.channel(heard.param(0))
    if buffer is None:
        return
    for change in _changes(state, heard):
        _apply(state, buffer, change)
    for text in sentences(state, heard):
        state.happened(buffer, heard, text)
    buffer.touch_members()
    state.tell(ModeChanged(buffer, heard.nick))


def sentences(state: State, heard: Heard) -> list[str]:
    """What a MODE of a channel changed, in words."""
    told: list[str] = []
    others: list[str] = []
    for change in _changes(state, heard):
        muted = _muted(state, change)
        if muted:
            words = _("{by} muted {param}") if change.adding else _("{by} unmuted {param}")
            told.append(words.format(by=heard.nick, param=muted))
            continue
        text = _in_words(state, change)
        if text is None or (change.param is None and "{param}" in text):
            others.append(("+" if change.adding else "-") + change.letter)
        else:
            told.append(text.format(by=heard.nick, param=change.param or ""))
    if others:
        text = _("{by} changed the channel's modes: {modes}")
        told.append(text.format(by=heard.nick, modes=" ".join(others)))
    return told


def _words(heard: Heard, begin: int) -> list[str]:
    """Modes and their parameters, which some servers send as one, or with a space behind."""
    return " ".join(heard.param(index) for index in range(begin, heard.count)).split()


def _changes(state: State, heard: Heard) -> list[ModeChange]:
    words = _words(heard, 1)
    return list(islice(parse_modes(words, state.features.mode_kinds), _MOST_CHANGES))


def _in_words(state: State, change: ModeChange) -> str | None:
    is_rank = state.features.mode_kinds.get(change.letter) is ModeKind.PREFIX
    if is_rank != (change.letter in _RANKS):  # "q" is a rank here and a list there
        return None
    text = _WORDS.get((change.letter, change.adding))
    return None if text is None else _(text)


def _muted(state: State, change: ModeChange) -> str:
    """Whom a ban only keeps from speaking, "" if it is another change."""
    prefix, param = state.features.mute_prefix, change.param or ""
    if change.letter != "b" or prefix is None or not param.startswith(prefix):
        return ""
    return param.removeprefix(prefix)


def _apply(state: State, buffer: Buffer, change: ModeChange) -> None:
    kind = state.features.mode_kinds.get(change.letter, ModeKind.FLAG)
    if kind is ModeKind.PREFIX:
        _change_rank(state, buffer, change)
    elif kind is not ModeKind.LIST:
        flags = set(buffer.modes)
        flags.discard(change.letter)
        if change.adding and len(flags) < _MOST_FLAGS:
            flags.add(change.letter)
        buffer.modes = "".join(sorted(flags))
        buffer.touch()
        if change.letter == "k" and buffer.key in state.wanted:
            name, known = state.wanted[buffer.key]
            state.wanted[buffer.key] = (name, _key(change, known) if change.adding else "")


def _key(change: ModeChange, known: str) -> str:
    """The key that a mode sets; many servers show it masked, to those inside too."""
    param = change.param or ""
    return known if known and param == "0" else known_or(param, known)


def _change_rank(state: State, buffer: Buffer, change: ModeChange) -> None:
    mark = state.features.rank_of_letter[change.letter]
    member = buffer.members.get(state.fold(change.param or ""))
    if member is None:
        return
    held = set(member.ranks)
    if change.adding:
        held.add(mark)
    else:
        held.discard(mark)
    member.ranks = "".join(each for each in state.features.rank_marks if each in held)


@on("324", least=3)
def modes_told(state: State, heard: Heard) -> None:
    """RPL_CHANNELMODEIS <channel> <modes> [<parameters>]."""
    buffer = state.channel(heard.param(1))
    if buffer is None:
        return
    buffer.modes = ""
    words = _words(heard, 2)
    for change in parse_modes(words, state.features.mode_kinds):
        _apply(state, buffer, change)
    if buffer.key in state.asked.modes:
        state.asked.modes.discard(buffer.key)
        modes = " ".join(words)
        state.say_here(
            _("Modes of {name}: {modes}").format(name=buffer.name, modes=modes), heard.at, buffer
        )
    state.tell(ModeChanged(buffer, ""))


@on("221", "329", "333")
def said_in_passing(_state: State, _heard: Heard) -> None:
    """RPL_UMODEIS, RPL_CREATIONTIME, RPL_TOPICWHOTIME: nobody asked."""

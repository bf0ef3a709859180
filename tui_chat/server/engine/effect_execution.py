"""Carrying out effects: messages are kept and shown with their times, the rest is handed on."""

from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import (
    DropHistory,
    Effect,
    Forget,
    Keep,
    MoveHistory,
    Publish,
    Relay,
    Remember,
    Send,
    SetCapabilities,
    Subscribe,
    Unsubscribe,
)
from tui_chat.server.core.events import Millis
from tui_chat.server.core.stamps.conversation_times import Stamps
from tui_chat.server.core.stamps.msgids import number_of
from tui_chat.server.engine.clock import TimeTexts
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.server.store import History, Records
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.timestamps import format_time

_SHOWN: Final = frozenset({Send, Publish})
_RARE: Final = frozenset(
    {Relay, Subscribe, Unsubscribe, SetCapabilities, Keep, Forget, DropHistory, MoveHistory}
)
"""The other effects that are carried out here."""
_NOWHERE: Final = "", 0, Folded("")


class Stores(NamedTuple):
    """What a node keeps: messages, and records of the state."""

    history: History
    records: Records

    def change(self, change: Keep | Forget | MoveHistory | DropHistory) -> None:
        """Make a change other than a new message, with the next commit."""
        match change:
            case Keep(kind, key, value):
                self.records.keep(kind, key, value)
            case Forget(target, msgid):
                self.history.forget(target, msgid)
            case MoveHistory(old, new):
                self.history.move(old, new)
            case DropHistory(target, since):
                self.history.drop(target, since)

    def end_tick(self) -> None:
        """See that all of it outlives this process; a failure is reported."""
        _attempt(self.history.end_tick)
        _attempt(self.records.commit)

    def commit(self) -> None:
        """Write both; a failure is reported."""
        _attempt(self.history.commit)
        _attempt(self.records.commit)


def _attempt(write: Callable[[], None]) -> None:
    try:
        write()
    except Exception as error:  # noqa: BLE001 - people are shown what they said anyhow
        exception_logging.report("messages or changes could not be stored", error)


class EffectExecutor:
    """Carries out effects on the outbox and the stores; the others are for `others`.

    A message is kept and shown with a time that is later than all before it in its conversation,
    by the `Stamps` of `use_stamps`.
    """

    __slots__ = (
        "_carry_out_other",
        "_history",
        "_later",
        "_msgids",
        "_now_text",
        "_outbox",
        "_placed",
        "_rendered_at",
        "_stores",
        "_texts",
        "_times",
    )

    def __init__(self, outbox: Outbox, stores: Stores, others: Callable[[Effect], object]) -> None:
        self._outbox = outbox
        self._stores = stores
        self._history = stores.history
        self._carry_out_other = others
        self._later: dict[str, tuple[str, int, str]] = {}
        """Messages of one event that get another id, time, and time as text than the event."""
        self._placed = _NOWHERE
        """The id and time of the last message that got its place before its event was applied."""
        self._rendered_at = Millis(-1)
        """The time of the effects that were carried out last,"""
        self._now_text = ""
        """and the same as text."""
        self._texts = TimeTexts()

    def use_stamps(self, stamps: Stamps) -> None:
        """Give messages their times and ids from here; these names save a look-up for each."""
        self._msgids, self._times = stamps.msgids, stamps.times

    def place(self, conversation: Folded, at: Millis) -> str:
        """Take the place of a message whose event is applied next, said at `at`; gives its id.

        It is given back if no effect of that event uses it: the message was refused.
        """
        times = self._times
        said_at = times.take(conversation, at)
        msgid = self._msgids.next(at) if said_at == at else times.msgid(conversation, said_at)
        self._placed = msgid, said_at, conversation
        return msgid

    def end_place(self) -> None:
        """Give the place back that nothing has used, if there is one."""
        if self._placed is not _NOWHERE:
            _, said_at, conversation = self._placed
            self._placed = _NOWHERE
            self._times.give_back(conversation, said_at)

    def carry_out(self, effects: list[Effect], at: Millis) -> None:
        """Carry out the effects of an event; `at` is the time of the event.

        Never raises: a failure is reported, and the remaining effects are carried out.
        """
        if self._placed is not _NOWHERE and len(effects) == 2 and self._spoke(*effects):
            return
        # All effects of one event, and mostly of one read, have one time: format it once.
        if at != self._rendered_at:
            self._show_time(at)
        self._later.clear()
        for effect in effects:
            try:
                if self._later and type(effect) in _SHOWN:
                    self._show_later(effect)  # type: ignore[arg-type]  # mypy knows no sets of types
                elif type(effect) is Send:
                    self._outbox.send(effect, self._now_text)
                elif type(effect) is Publish:
                    self._outbox.publish(effect, self._now_text)
                elif type(effect) is Remember:
                    self._remember(effect, effects, at)
                else:
                    self._carry_out_rare(effect)
            except Exception as error:  # noqa: BLE001 - the effects behind it have happened too
                exception_logging.report(f"{type(effect).__name__} could not be carried out", error)
        if self._placed is not _NOWHERE:
            self.end_place()

    def _show_time(self, at: Millis) -> None:
        try:
            self._now_text = format_time(at)
            self._rendered_at = at
        except Exception as error:  # noqa: BLE001 - better a time that is a little old than no line
            exception_logging.report("the time of an event could not be written", error)

    def _carry_out_rare(self, effect: Effect) -> None:
        if type(effect) not in _RARE:
            self._carry_out_other(effect)
            return
        match effect:
            case Relay():
                self._relay(effect)
            case Subscribe(client, room):
                self._outbox.subscribe(client, room)
            case Unsubscribe(client, room):
                self._outbox.unsubscribe(client, room)
            case SetCapabilities(client, held):
                self._outbox.set_capabilities(client, held)
            case Keep() | Forget() | DropHistory() | MoveHistory():
                if isinstance(effect, MoveHistory):
                    self._times.move(effect.old, effect.new)
                self._stores.change(effect)
                self._outbox.want_flush()

    def _spoke(self, kept: Effect, shown: Effect) -> bool:
        """Carry out what most lines come to with a history: one message, whose place is known.

        This short way takes a fifth of the time off. False, and nothing is done, in other cases.
        """
        msgid, said_at, _ = self._placed
        if type(kept) is not Remember or kept.msgid != msgid or type(shown) is not Publish:
            return False
        self._placed = _NOWHERE
        try:
            self._history.remember(kept.target, kept.message, msgid, said_at, kept.by)
        except Exception as error:  # noqa: BLE001 - people are to be shown it all the same
            exception_logging.report("a message could not be stored", error)
        try:
            self._outbox.publish(shown, self._texts.text(said_at))
        except Exception as error:  # noqa: BLE001 - other events follow
            exception_logging.report("a message could not be delivered", error)
        return True

    def _remember(self, effect: Remember, effects: list[Effect], at: Millis) -> None:
        """Store a message with a later time than all others of its conversation.

        The effects that show the message come after this one, and get the same time.
        """
        msgid = effect.msgid
        if msgid not in self._later:
            if msgid == self._placed[0]:
                said_at, new = self._placed[1], msgid
                self._placed = _NOWHERE
            else:
                said_at, new = self._place(effect, effects, at)
            if said_at == at and len(effects) < 3:
                self._history.remember(effect.target, effect.message, msgid, at, effect.by)
                return
            self._later[msgid] = new, said_at, self._texts.text(said_at)
        new, said_at, _ = self._later[msgid]
        message = effect.message if new == msgid else _with_msgid(effect.message, new)
        self._history.remember(effect.target, message, new, said_at, effect.by)

    def _place(self, effect: Remember, effects: list[Effect], at: Millis) -> tuple[int, str]:
        """The time of a message, and an id for that time."""
        targets, msgid = [effect.target], effect.msgid
        if len(effects) > 2:  # else it is of one conversation
            kept = (one for one in effects if type(one) is Remember)
            targets = [one.target for one in kept if one.msgid == msgid]
        said_at = self._times.take_for_all(targets, at)
        if said_at != at and number_of(msgid) is not None:  # else it tells no place anyhow
            msgid = self._times.msgid(effect.target, said_at)
        return said_at, msgid

    def _show_later(self, effect: Send | Publish) -> None:
        """Show a message with the id and the time with which it is kept, if it is one that is."""
        time = self._now_text
        msgid = effect.message.tags.get("msgid", "")
        found = self._later.get(msgid)
        if found is not None:
            new, _, time = found
            if new != msgid:
                effect = replace(effect, message=_with_msgid(effect.message, new))
        if type(effect) is Publish:
            self._outbox.publish(effect, time)
        elif type(effect) is Send:
            self._outbox.send(effect, time)

    def _relay(self, effect: Relay) -> None:
        if effect.kept:
            self._history.remember_speech(effect.room, effect.speech, effect.by)
        self._outbox.relay(effect, self._texts.text(effect.speech.at))


def _with_msgid(message: Message, msgid: str) -> Message:
    tags = {**message.tags, "msgid": msgid}
    return Message(message.command, message.params, message.source, tags)

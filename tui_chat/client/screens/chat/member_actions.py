"""The members of a channel as a list to pick from, and what can be done about each."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.app import App

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.members import Member, by_rank
from tui_chat.client.commands.offered_commands import own_mark
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.session import Session

if TYPE_CHECKING:
    from tui_chat.client.screens.picker import Choice, Picker

_OPERATORS: Final = "!~&@"
"""Marks of the ranks that may moderate in every way; of `%`, and none, nothing is offered."""


class PersonAction(NamedTuple):
    """Something to do about a member."""

    label: str
    act: Callable[[], object]


class PeopleActions:
    """F5 and /people: pick a member, then what to do; Esc there shows the list again."""

    def __init__(self, view: ChatView) -> None:
        self._view = view
        self._listed: tuple[Buffer, Picker[Member]] | None = None
        """The channel whose members are on the screen, and their list."""

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {"people": self.show}

    def show(self) -> None:
        """List the members of the open channel."""
        buffer = self._view.buffer
        if buffer.kind is not BufferKind.CHANNEL:
            self._view.say(_("That works only in a channel."))
            return
        session = self._view.session
        if own_mark(buffer, session) in _OPERATORS:
            session.ask_silenced(buffer.name)
        picker = people(buffer, session)
        self._listed = buffer, picker
        self._app.push_screen(picker, lambda member: self._picked(buffer, member))

    def take_in_modes(self, buffer: Buffer) -> None:
        """The modes of a channel have changed, or were told: show it in the list."""
        if self._listed is None or self._listed[0] is not buffer:
            return
        picker = self._listed[1]
        if picker.is_mounted and picker.is_current:
            picker.show_choices(_members(buffer, self._view.session))

    @property
    def _app(self) -> App[object]:
        return self._view.app

    def _picked(self, buffer: Buffer, member: Member | None) -> None:
        self._listed = None
        if member is None or buffer is not self._view.buffer:
            return
        from tui_chat.client.screens.picker import Choice, Picker  # noqa: PLC0415 - not at the start

        choices = [Choice(one.label, one) for one in self._possible(buffer, member)]
        picker = Picker(member.nick, choices, empty=_("No matches."))
        self._app.push_screen(picker, self._act)

    def _act(self, action: PersonAction | None) -> None:
        if action is None:
            self.show()
        else:
            action.act()

    def _possible(self, buffer: Buffer, member: Member) -> list[PersonAction]:
        view, session, nick = self._view, self._view.session, member.nick
        possible = [
            PersonAction(_("Write a private message"), lambda: view.show(session.talk_to(nick))),
            PersonAction(_("Show who it is"), lambda: session.whois(nick)),
        ]
        if own_mark(buffer, session) in _OPERATORS and not session.is_me(nick):
            possible += _moderation(session, buffer.name, member)
        return possible


def people(buffer: Buffer, session: Session) -> "Picker[Member]":
    """Everybody in the channel, the highest rank first."""
    from tui_chat.client.screens.picker import Picker  # noqa: PLC0415 - not at the start

    title = _("People in {channel}").format(channel=buffer.name)
    return Picker(title, _members(buffer, session), empty=_("No matches."))


def _members(buffer: Buffer, session: Session) -> "list[Choice[Member]]":
    from tui_chat.client.screens.picker import Choice  # noqa: PLC0415 - not at the start

    return [
        Choice(
            f"{one.mark}{one.nick}",
            one,
            _about(one, silenced=bool(session.is_silenced(buffer.name, one.nick))),
        )
        for one in by_rank(buffer.members.values())
    ]


def _about(member: Member, *, silenced: bool) -> str:
    said = {
        "~": _("owner"),
        "&": _("administrator"),
        "@": _("operator"),
        "%": _("half-operator"),
        "+": _("has voice"),
    }.get(member.mark, "")
    account = _("account {account}").format(account=member.account) if member.account else ""
    muted, away = _("muted") if silenced else "", _("away") if member.away else ""
    return " · ".join(word for word in (said, muted, away, account) if word)


def _moderation(session: Session, channel: str, member: Member) -> Sequence[PersonAction]:
    nick = member.nick

    def rank(letter: str, *, held: bool) -> Callable[[], object]:
        return lambda: session.set_modes(channel, f"{'-' if held else '+'}{letter}", nick)

    def ban_and_kick() -> None:
        session.ban(channel, nick)  # first: else they may be back before it
        session.kick(channel, nick)

    is_voiced, is_operator = "+" in member.ranks, "@" in member.ranks
    is_silenced = session.is_silenced(channel, nick)
    actions = []
    if session.can_mute() and not is_silenced:
        actions.append(
            PersonAction(
                _("Mute: may read but not write here"),
                lambda: session.silence(channel, nick, silenced=True),
            )
        )
    if session.can_mute() and is_silenced is not False:
        actions.append(
            PersonAction(_("Unmute"), lambda: session.silence(channel, nick, silenced=False))
        )
    return [
        *actions,
        PersonAction(_("Kick: remove from the channel"), lambda: session.kick(channel, nick)),
        PersonAction(_("Ban and kick: keep out of the channel"), ban_and_kick),
        PersonAction(
            _("Remove voice") if is_voiced else _("Give voice: may write in a moderated channel"),
            rank("v", held=is_voiced),
        ),
        PersonAction(
            _("Remove operator status") if is_operator else _("Make operator"),
            rank("o", held=is_operator),
        ),
    ]

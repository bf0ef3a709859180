"""The command palette: every action, by name."""

from collections.abc import Callable, Iterable

from tui_chat.client.commands import TABLE
from tui_chat.client.commands.offered_commands import Offered, offer_all
from tui_chat.client.keys import Key
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.picker import Choice, Picker

Action = Callable[[], object]
"""Called when it is chosen."""


def palette(
    keys: Iterable[Key],
    do: Callable[[str], object],
    write: Callable[[str], object],
    offered: Offered = offer_all,
) -> Picker[Action]:
    """The actions of the keys, and the commands.

    `do` does an action, `write` puts the beginning of a command into the input. Of the
    commands, only the `offered` ones are listed.
    """
    choices: list[Choice[Action]] = [
        Choice(_sentence(_(key.purpose)), _bound(do, key.action), right=_(key.shown))
        for key in keys
        if key.action and key.action != "palette"
    ]
    choices += [
        Choice(command.signature, _bound(write, f"/{command.shown_name} "), _(command.purpose))
        for command in sorted(TABLE, key=lambda each: each.name)
        if offered(command)
    ]
    return Picker(_("Commands"), choices, empty=_("No matches."))


def _bound(deed: Callable[[str], object], word: str) -> Action:
    return lambda: deed(word)


def _sentence(purpose: str) -> str:
    return purpose[:1].upper() + purpose[1:]

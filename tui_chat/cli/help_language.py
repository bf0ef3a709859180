"""The help of the command line, in the language of the person."""

import inspect
from collections.abc import Callable, Iterator

import click


def texts(command: click.Command) -> Iterator[str]:
    """Every text in the help of a command and of those beneath it."""
    if command.help:
        yield inspect.cleandoc(command.help)
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            yield option.help
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from texts(inner)


def translate(command: click.Command, translated: Callable[[str], str]) -> None:
    """Put the help of a command, and of those beneath it, into another language."""
    if command.help:
        command.help = translated(inspect.cleandoc(command.help))
    for option in command.params:
        if isinstance(option, click.Option) and option.help:
            option.help = translated(option.help)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            translate(inner, translated)


def speak(command: click.Command) -> None:
    """Put the help into the language of the person, if there is a translation."""
    from tui_chat.client.language import (  # noqa: PLC0415 - not for those who read English
        i18n,
        language_choice,
    )

    if language_choice.use() != language_choice.ENGLISH:
        translate(command, i18n._)

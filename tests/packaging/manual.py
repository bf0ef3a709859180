"""`make manual`: the man page, made of what `--help` says of all commands, in English."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from tui_chat import __version__
from tui_chat.cli.main import main

PAGE: Final = Path(__file__).parents[2] / "tui_chat" / "share" / "tui-chat.1"
_FILES: Final = (
    (
        "~/.config/tui-chat/client.toml",
        "The client's configuration. tui-chat connect --print-config explains it.",
    ),
    ("~/.local/state/tui-chat", "What the client remembers, and what a server keeps."),
    ("~/.local/share/tui-chat/known_servers.json", "The known servers, with their certificates."),
)
_STATUS: Final = (
    ("0", "Success."),
    ("1", "Failure; a message on standard error says why."),
    ("2", "The command line is wrong."),
    ("130", "Ended by Ctrl+C."),
)


def manual() -> str:
    """The whole page as man(7) wants it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    context = click.Context(main, info_name="tui-chat", **main.context_settings)
    yield '.\\" Made by: make manual'
    yield f'.TH TUI-CHAT 1 "" "tui-chat {__version__}"'
    yield ".SH NAME"
    yield f"tui-chat \\- {_text(_first_sentence(main)).rstrip('.').lower()}"
    yield ".SH SYNOPSIS"
    yield ".B tui-chat"
    yield _text("[OPTIONS] [COMMAND [ARGUMENTS]]")
    yield ".SH DESCRIPTION"
    yield from _paragraphs(main)
    yield from _options(main, context)
    yield ".SH COMMANDS"
    for command, below in _commands(main, context):
        usage = " ".join(command.collect_usage_pieces(below))
        yield f".SS {_text(below.command_path)} {_text(usage)}"
        yield from _paragraphs(command)
        yield from _options(command, below)
    yield from _list("FILES", _FILES)
    yield from _list("EXIT STATUS", _STATUS)


def _commands(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.commands[name]
        below = click.Context(command, info_name=name, parent=context)
        yield command, below
        if isinstance(command, click.Group):
            yield from _commands(command, below)


def _first_sentence(command: click.Command) -> str:
    return (command.help or "").partition(". ")[0]


def _paragraphs(command: click.Command) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", command.help or ""):
        yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            names, meaning = record
            yield ".TP"
            yield f".B {_text(names)}"
            yield _text(" ".join(meaning.split()))


def _list(heading: str, entries: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f".SH {heading}"
    for name, meaning in entries:
        yield ".TP"
        yield f".B {_text(name)}"
        yield _text(meaning)


def _text(text: str) -> str:
    """A line without anything that roff takes for its own: dashes as typed, no requests."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti")
    return f"\\&{escaped}" if escaped[:1] in {".", "'"} else escaped


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")

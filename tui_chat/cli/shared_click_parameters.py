"""Kinds of values on the command line, whose mistakes are told in a person's words."""

from pathlib import Path
from typing import Any, Final

import click

_HIGHEST_PORT: Final = 65535


class Port(click.IntRange):
    """A port of TCP; 0, where that is the lowest, lets the system choose one."""

    def __init__(self, *, lowest: int = 1) -> None:
        super().__init__(lowest, _HIGHEST_PORT)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises click.BadParameter for any other word."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{value} is not a valid port ({self.min} to {self.max}).", param, ctx)


class Folder(click.Path):
    """A folder, which may be yet to be made."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter for no name at all."""
        if not str(value):
            self.fail("a folder needs a name.", param, ctx)
        return super().convert(value, param, ctx)


EXPORT_FORMAT: Final = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="Readable text, or JSON lines.",
)
"""The option of commands that print messages."""


def node_name(state: Path | None) -> str:
    """The node that a server's folder belongs to; "" if it is of a server alone."""
    from tui_chat.server.config.load import default_state  # noqa: PLC0415
    from tui_chat.server.process.state_folder.node_name_file import node_of  # noqa: PLC0415

    return node_of(state or default_state())

"""Errors of the command line, each told in one sentence."""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from tui_chat import stdio
from tui_chat.cli import help_language


def fail(*sentences: str) -> NoReturn:
    """End the program with sentences on the error output, and an exit status of 1."""
    for sentence in sentences:
        stdio.complain(sentence)
    sys.exit(1)


class OneSentenceGroup(click.Group):
    """A group whose commands answer a wrong option or argument with one line, without a usage."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """As click's own; of a mistake only the sentence is shown, and the status is click's."""
        if args is None:  # the real command line
            help_language.speak(self)
            stdio.tell_exceptions()
            with stdio.guarded():
                return self.main(sys.argv[1:], prog_name, complete_var, standalone_mode, **extra)
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            stdio.complain_without_name(error.format_message())
            sys.exit(error.exit_code)
        except click.ClickException as error:
            command = getattr(error, "ctx", None)
            help_line = f" See {command.command_path} --help." if command is not None else ""
            stdio.complain(f"{error.format_message()}{help_line}")
            sys.exit(error.exit_code)
        except click.Abort:
            stdio.complain_without_name("")
            sys.exit(130)
        sys.exit(status if isinstance(status, int) else 0)

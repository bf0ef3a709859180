"""The person's own editor, for a text of many lines."""

import asyncio
import os
import shlex
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from textual.app import App, SuspendNotSupported

from tui_chat.client.language.i18n import _

_USUAL = "notepad" if sys.platform == "win32" else "vi"


class EditorError(Exception):
    """The editor cannot be used; the text is a sentence that says why."""


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command of the editor, with its options."""
    return shlex.split(environment.get("VISUAL") or environment.get("EDITOR") or _USUAL) or [_USUAL]


async def edited(app: App[None], text: str) -> str:
    """The text after the person has edited it.

    The screen belongs to the editor meanwhile, and the connections go on: nobody is lost over a
    long letter. Raises EditorError.
    """
    command = editor_command()
    with tempfile.TemporaryDirectory(prefix="tui-chat-") as folder:
        file = Path(folder) / "message.txt"
        file.write_text(text, encoding="utf-8")
        try:
            with app.suspend(), app.batch_update():
                process = await asyncio.create_subprocess_exec(*command, str(file))
                status = await process.wait()
        except SuspendNotSupported as error:
            raise EditorError(_("An editor can't be opened in this terminal.")) from error
        except OSError as error:
            sentence = _("The editor {editor} can't be run. Set EDITOR to another.").format(
                editor=command[0]
            )
            raise EditorError(sentence) from error
        finally:
            app.refresh(layout=True)
        if status:
            raise EditorError(_("The editor failed; nothing has changed."))
        return file.read_text(encoding="utf-8-sig", errors="replace").rstrip("\n")

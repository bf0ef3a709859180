"""Passwords from commands and from the keyring, so that no file of ours holds them."""

import shlex
import subprocess
from typing import Final

from tui_chat.client.language.i18n import _

SERVICE: Final = "tui-chat"
"""The name of this program in the keyring."""
_PATIENCE: Final = 120
"""Seconds that the command may take: it may ask the person for a passphrase."""


class PasswordError(Exception):
    """The password could not be read; the text is one sentence that says why."""


def from_command(command: str) -> str:
    """The first line that a command writes, as "pass show chat". Raises PasswordError."""
    try:
        finished = subprocess.run(  # noqa: S603 - the person's own command
            shlex.split(command), stdout=subprocess.PIPE, check=True, timeout=_PATIENCE
        )
    except (OSError, ValueError, IndexError) as error:
        text = _("The password command {command} can't be run: {reason}.")
        raise PasswordError(text.format(command=command, reason=error)) from error
    except subprocess.SubprocessError as error:
        text = _("The password command {command} failed.")
        raise PasswordError(text.format(command=command)) from error
    lines = finished.stdout.decode(errors="replace").splitlines()
    if not lines or not lines[0]:
        text = _("The password command {command} printed nothing.")
        raise PasswordError(text.format(command=command))
    return lines[0]


def from_keyring(user: str) -> str:
    """The password of `user` in this machine's keyring. Raises PasswordError."""
    try:
        import keyring  # noqa: PLC0415 - an extra, for those who have it
    except ImportError as error:
        text = _("The keyring needs one more package: pip install 'tui-chat[keyring]'.")
        raise PasswordError(text) from error
    try:
        password = keyring.get_password(SERVICE, user)
    except keyring.errors.KeyringError as error:
        text = _("The keyring cannot be opened: {reason}.").format(reason=error)
        raise PasswordError(text) from error
    if password is None:
        text = _("The keyring has no password. To store it: keyring set {service} {user}")
        raise PasswordError(text.format(service=SERVICE, user=user))
    return password

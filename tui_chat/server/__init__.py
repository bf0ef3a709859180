"""The server: a pure core (`core/`) and the shell that gives it sockets, time and a disk."""


class SetupError(Exception):
    """Something around the server is wrong, not its code; the text says what, in one sentence."""

"""The error of a machine or a file that a server cannot work with."""


class SetupError(Exception):
    """Something around the server is wrong, not its code; the text says what, in one sentence."""

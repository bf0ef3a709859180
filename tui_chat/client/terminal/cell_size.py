"""How large the terminal's cells are."""

import struct


def cell_size(descriptor: int = 2) -> tuple[int, int]:
    """The width and height of a cell in dots; (0, 0) where the terminal does not say.

    The screen is drawn on the error output. Nothing is sent to the terminal: the system knows.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has neither
        import termios  # noqa: PLC0415
    except ImportError:
        return 0, 0
    try:
        answer = fcntl.ioctl(descriptor, termios.TIOCGWINSZ, bytes(8))
    except OSError:  # no terminal
        return 0, 0
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return (width // columns, height // rows) if rows and columns else (0, 0)

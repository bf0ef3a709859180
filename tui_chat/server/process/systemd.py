"""Telling the service manager how we are (sd_notify(3)); nothing happens where there is none."""

import os
import socket
import time


def ready() -> None:
    """Clients may come."""
    _notify("READY=1")


def reloading() -> None:
    """The configuration is being read again; `ready` says that it was."""
    _notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")


def stopping() -> None:
    """The end has come."""
    _notify("STOPPING=1")


def _notify(state: str) -> None:
    where = os.environ.get("NOTIFY_SOCKET", "")
    if not where:
        return
    if where.startswith("@"):
        where = f"\0{where[1:]}"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.sendto(state.encode(), where)
    except OSError:
        return  # whoever asked to be told does not listen

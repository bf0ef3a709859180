"""Notifies the service manager (sd_notify(3)); does nothing if there is none."""

import os
import socket
import time


def ready() -> None:
    """The server listens."""
    _notify("READY=1")


def reloading() -> None:
    """The configuration is being read again; `ready` follows."""
    _notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")


def stopping() -> None:
    """The server is stopping."""
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
        return  # the service manager does not listen

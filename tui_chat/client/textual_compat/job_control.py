"""Whether Ctrl+Z can be undone: Textual stops the process even if nobody would continue it."""

import os


def has_job_control() -> bool:
    """Whether a shell would continue us after a stop: it is our parent, in the same session."""
    if not hasattr(os, "getsid"):
        return False
    try:
        return os.getsid(os.getppid()) == os.getsid(0) != os.getpid()
    except OSError:  # the parent is gone
        return False

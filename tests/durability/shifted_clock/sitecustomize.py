"""Shifts the clock of a program by `TUI_CHAT_TEST_CLOCK` seconds.

Python imports this at its start if this folder is in PYTHONPATH.
"""

import os
import time

_seconds = int(os.environ["TUI_CHAT_TEST_CLOCK"])
_time, _time_ns = time.time, time.time_ns
time.time = lambda: _time() + _seconds
time.time_ns = lambda: _time_ns() + _seconds * 10**9

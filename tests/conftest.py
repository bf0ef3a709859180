"""What holds for every test: examples, how many run at once, compiled code, interrupts."""

import atexit
import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# What is started from here writes as it does for people, all at once, and in English, whatever the
# machine prefers; a test that is about something else says so.
for _name in ("PYTHONUNBUFFERED", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"
# What a program remembers when a test forgot to give it a home does not meet the next test's.
_home = tempfile.mkdtemp(prefix="tui-chat-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
for _name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = _home
# The same under nohup, and in the background of a shell, which leave these ignored.
for _number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(_number, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples everywhere, however slow the machine is at the moment: without a deadline, and
# without the check that examples are made quickly. Others are tried with
# --hypothesis-profile=explore, and by make fuzz.
_untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _untimed, derandomize=True)
settings.register_profile("explore", _untimed)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled code even where PYTHONDONTWRITEBYTECODE is set, beside pytest's own cache.

    Else each worker and each program that a test starts compiles all modules: five seconds of
    every worker. In the source folders nothing is written, as was asked.
    """
    cache = getattr(config, "cache", None)  # absent with -p no:cacheprovider
    if sys.dont_write_bytecode and cache is not None:
        kept = cache.mkdir("bytecode")
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(kept)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(kept)


def pytest_collection_finish() -> None:
    """Let no collection of garbage look at the tests themselves, half a million objects.

    It was a quarter of a second each time, also where a test asks for it.
    """
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """Two workers for each core: half of the suite's time is waiting for sockets and terminals."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True, scope="session")
def quiet_network() -> Iterator[None]:
    """No test tells or asks the network around this machine, as if zeroconf were not there."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("server.process.lan_announcement", "client.connect.lan_discovery"):
            patch.setattr(f"tui_chat.{module}.library", _is_missing)
        yield


def _is_missing() -> object:
    raise ImportError

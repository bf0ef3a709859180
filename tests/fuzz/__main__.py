"""Coverage-guided fuzzing: `python -m tests.fuzz TARGET [libFuzzer's options]`.

New inputs that reach new code are put into a folder of the person's own (`--found`), beside the
small corpus that is kept here. A crash leaves the input that caused it in a file.
"""

import argparse
import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # has no types

with atheris.instrument_imports(include=["tui_chat"]):
    from tests.fuzz.targets import CORPUS, TARGETS


def main() -> None:
    """Fuzz one target until a limit that the options set, or for ever."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--found", type=Path, help="folder for inputs that reach new code")
    options, rest = parser.parse_known_args()
    folders = [CORPUS / options.target]
    if options.found:
        options.found.mkdir(parents=True, exist_ok=True)
        folders.insert(0, options.found)  # libFuzzer writes to the first
    atheris.Setup([sys.argv[0], *map(str, folders), *rest], TARGETS[options.target])
    atheris.Fuzz()


main()

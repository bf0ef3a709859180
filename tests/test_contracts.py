"""Every package says which of its modules stand on which, and leaves none out."""

from configparser import ConfigParser
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LINTER: Final = "importlinter:contract:"


def packages() -> set[str]:
    """The packages with several modules: with one there is no order."""
    found = set()
    for package in sorted((ROOT / "tui_chat").rglob("__init__.py")):
        folder = package.parent
        modules = [file for file in folder.glob("*.py") if file != package]
        modules += folder.glob("*/__init__.py")
        if len(modules) > 1:
            found.add(".".join(folder.relative_to(ROOT).parts))
    return found


def layered() -> set[str]:
    """The packages whose modules are all in a layer."""
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter")
    contracts = [parser[name] for name in parser.sections() if name.startswith(LINTER)]
    return {
        container
        for contract in contracts
        if contract["type"] == "layers" and contract.getboolean("exhaustive", False)
        for container in contract["containers"].split()
    }


def test_there_are_packages() -> None:
    assert {"tui_chat", "tui_chat.wire", "tui_chat.server.core"} <= packages()


def test_each_package_has_a_contract_that_covers_every_module() -> None:
    missing = packages() - layered()
    assert not missing, f"give them layers in .importlinter, exhaustive: {sorted(missing)}"


def test_there_is_no_contract_for_a_package_that_is_gone() -> None:
    assert {name for name in layered() if not (ROOT / name.replace(".", "/")).is_dir()} == set()

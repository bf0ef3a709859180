"""`make messages`: collect every string that people read, and put it into each catalogue.

Strings that are new have no translation then: with `--missing` they are listed, and a test fails
until they have one. The compiled catalogues are kept in the repository, so that
neither building nor an editable install needs anything but setuptools; a test compares what they
say.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from msgspec import Struct

from tui_chat.client.commands import TABLE
from tui_chat.client.config import config_schema
from tui_chat.client.language.language_choice import DOMAIN, FOLDER
from tui_chat.config.toml_template import meanings

SOURCE: Final = Path(__file__).parents[2] / "tui_chat"
_MARKS: Final = {"_": None, "marked": None, "ngettext": (1, 2)}
_WIDTH: Final = 98
_HEADERS: Final = {"Language", "Plural-Forms", "MIME-Version", "Content-Type"}


def collected() -> Catalog:
    """Every string, without translations: marked ones, help of commands, keys of the file."""
    catalogue = Catalog(project="tui-chat", fuzzy=False)
    for folder in ("client", "cli"):
        for file, text in _marked(SOURCE / folder):
            catalogue.add(text, locations=[(file, 0)])
    for command in TABLE:
        if command.aliases:
            catalogue.add(
                f"/{command.name}",
                locations=[("tui_chat/client/commands/command_table_and_parser.py", 0)],
            )
    for text in _keys():
        catalogue.add(text, locations=[("tui_chat/client/config/config_schema.py", 0)])
    for text in _help():
        catalogue.add(text, locations=[("tui_chat/cli/main.py", 0)])
    return catalogue


def _marked(folder: Path) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for file, _line, text, _comments, _context in extract_from_dir(
        folder, [("**.py", "python")], keywords=_MARKS, strip_comment_tags=True
    ):
        yield f"tui_chat/{folder.name}/{file}", text


def _keys() -> Iterator[str]:
    """What `connect --print-config` says of each key."""
    for shape in vars(config_schema).values():
        if isinstance(shape, type) and issubclass(shape, Struct) and shape is not Struct:
            yield from map(inspect.cleandoc, meanings(shape).values())
            yield inspect.getdoc(shape) or ""


def _help() -> Iterator[str]:
    """What `--help` says."""
    from tui_chat.cli.help_language import texts  # noqa: PLC0415
    from tui_chat.cli.main import main  # noqa: PLC0415 - it imports what it finds

    yield from texts(main)


def files() -> list[Path]:
    """The catalogues, as people edit them."""
    return sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def read(file: Path) -> Catalog:
    """A catalogue from its file."""
    language = file.parent.parent.name
    with file.open("rb") as source:
        return read_po(source, locale=language, domain=DOMAIN)


class _Portable(Catalog):
    """A catalogue whose header says no more than gettext wants to know: not which Babel wrote it.

    The rule for plurals is that of the file: those that Babel knows differ with its versions.
    """

    def __init__(self, original: Catalog) -> None:
        super().__init__(fuzzy=False)
        self._original = original

    def __iter__(self) -> Iterator[Message]:
        header, *messages = self._original
        said = str(header.string).splitlines(keepends=True)
        yield Message("", "".join(line for line in said if line.partition(":")[0] in _HEADERS))
        yield from messages


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it, the same from every version of Babel."""
    out = BytesIO()
    write_mo(out, _Portable(catalogue))
    return out.getvalue()


def meant(data: bytes) -> list[tuple[object, object]]:
    """What a compiled catalogue says: each string with its translation, in all forms."""
    return [(message.id, message.string) for message in read_mo(BytesIO(data)) if message.id]


def written(catalogue: Catalog) -> bytes:
    """A catalogue as people edit it, the same from every version of Babel."""
    out = BytesIO()
    write_po(out, catalogue, width=_WIDTH, sort_output=True, omit_header=False)
    return re.sub(rb'^"Generated-By: .*\n', b"", out.getvalue(), flags=re.MULTILINE)


def forms(message: Message) -> list[str]:
    """The translations of a string: as many as the language has plurals, or one."""
    if isinstance(message.string, str):
        return [message.string]
    return list(message.string or [""])


def missing(catalogue: Catalog) -> list[str]:
    """The strings that have no translation, none in one of their forms, or one in doubt.

    What is marked as fuzzy is not compiled: people would read it in English.
    """
    return [str(each.id) for each in catalogue if each.id and (each.fuzzy or not all(forms(each)))]


def main(words: list[str]) -> int:
    """Update all catalogues; with `--missing` also print what is to be translated."""
    template = collected()
    for file in files():
        catalogue = read(file)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        file.write_bytes(written(catalogue))
        file.with_suffix(".mo").write_bytes(compiled(catalogue))
        lacking = missing(catalogue)
        said = [f"{file.parent.parent.name}: {len(catalogue)} strings, {len(lacking)} missing"]
        if "--missing" in words:
            said += lacking
        sys.stdout.write("\n".join([*said, ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

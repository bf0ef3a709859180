"""Single settings by name: listing them, and changing them at run time and in the file.

A setting is named as in the file, "look.theme"; the last part is enough where it is unique.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from tui_chat.client.config.config_schema import Config
from tui_chat.client.language import language_choice
from tui_chat.client.language.i18n import _

_ON: Final = frozenset({"true", "on", "yes", "1", "sim", "ligado"})
_OFF: Final = frozenset({"false", "off", "no", "0", "não", "nao", "desligado"})
_KEYS: Final = "keys"
AT_ONCE: Final = frozenset({"look", "notifications", "keys"})
"""The sections whose settings take effect at once; others from the next start on."""


class SettingError(Exception):
    """A setting that cannot be changed; the text is one sentence that says why."""


class Setting(NamedTuple):
    """One key of the configuration: "look.theme", its type, and what it means (translatable)."""

    name: str
    kind: Any
    meaning: str

    @property
    def path(self) -> tuple[str, ...]:
        """The section, if there is one, and the key."""
        return tuple(self.name.split(".", 1))

    @property
    def at_once(self) -> bool:
        """Whether a change takes effect while the client runs."""
        return self.path[0] in AT_ONCE

    @property
    def values(self) -> tuple[str, ...]:
        """The possible values, as they are typed; none if there are too many to list."""
        if self.kind is bool:
            return ("true", "false")
        if isinstance(self.kind, type) and issubclass(self.kind, Enum):
            return tuple(str(each.value) for each in self.kind)
        if self.name == "language":
            return tuple(language_choice.languages())
        return ()


@cache
def settings() -> Sequence[Setting]:
    """Every setting in the order of the file; without servers and the keys of actions."""
    return tuple(_settings_in(Config, ""))


def _meanings(shape: type[msgspec.Struct]) -> Mapping[str, str]:
    from tui_chat.config.toml_template import meanings  # noqa: PLC0415 - not at the start

    return meanings(shape)


def _settings_in(shape: type[msgspec.Struct], before: str) -> Iterator[Setting]:
    said = _meanings(shape)
    for name, kind in get_type_hints(shape).items():
        if hasattr(kind, "__struct_fields__"):
            yield from _settings_in(kind, f"{name}.")
        elif get_origin(kind) is not dict and not _is_list_of_sections(kind):
            yield Setting(f"{before}{name}", kind, said[name])


def _is_list_of_sections(kind: Any) -> bool:
    return get_origin(kind) is tuple and hasattr(get_args(kind)[0], "__struct_fields__")


def find(name: str) -> Setting:
    """The setting of that name, or of that last part. Raises SettingError."""
    wanted = name.lower()
    every = settings()
    section, _dot, action = wanted.partition(".")
    if section == _KEYS and action:
        return Setting(wanted, str, _meanings(Config)[_KEYS])
    for setting in every:
        if wanted in {setting.name, setting.path[-1]}:
            return setting
    from difflib import get_close_matches  # noqa: PLC0415 - as above

    near = get_close_matches(wanted, [each for one in every for each in (one.name, one.path[-1])])
    if near:
        raise SettingError(
            _("Unknown setting {name}. Did you mean {near}?").format(name=name, near=near[0])
        )
    raise SettingError(_("Unknown setting {name}. /set lists all settings.").format(name=name))


def _section(name: str) -> list[Setting]:
    """The settings of a section, as "look" or "look."; none if there is no such section."""
    return [each for each in settings() if each.path[:-1] == (name.lower().removesuffix("."),)]


def _with(word: str) -> list[Setting]:
    """The settings with `word` in their name or meaning; none if it is the name of one.

    The asterisks that other programs want around it may be there.
    """
    sought = word.lower().strip("*")
    every = settings()
    if any(sought in {each.name, each.path[-1]} for each in every):
        return []
    named = [each for each in every if sought in each.name]
    return named or [each for each in every if sought in _(each.meaning).lower()]


class Answer(NamedTuple):
    """The answer for the person, and whether a setting was changed."""

    text: str
    changed: bool = False


class SettingsFile:
    """The present configuration and its file; there is no file if `path` is None.

    `choices` are values of settings that only the screen knows: the themes, say.
    """

    def __init__(self, config: Config | None = None, path: Path | None = None) -> None:
        self.config = config or Config()
        self.path = path
        self.choices: Mapping[str, Sequence[str]] = MappingProxyType({})

    def value(self, setting: Setting) -> str:
        """The value of a setting, as it is written in the file."""
        value: Any = self.config
        for key in setting.path:
            value = value.get(key, "") if isinstance(value, dict) else getattr(value, key)
        from tui_chat.config.toml_template import toml_text  # noqa: PLC0415 - as above

        return toml_text(value)

    def offers(self) -> dict[str, tuple[str, ...]]:
        """The names of all settings, and the values to choose from."""
        return {each.name: self.values(each) for each in settings()}

    def values(self, setting: Setting) -> tuple[str, ...]:
        """The possible values of a setting; none if there are too many to list."""
        return tuple(self.choices.get(setting.name, ())) or setting.values

    def ask(self, words: Sequence[str]) -> Answer:
        """Do what `/set` with these words means: list, show or change. Raises SettingError."""
        if not words:
            hint = _("/set NAME explains a setting, /set NAME VALUE changes it.")
            return Answer(f"{hint}\n{self._listed(settings())}")
        some = _section(words[0]) or _with(words[0]) if len(words) == 1 else []
        if len(some) > 1:
            return Answer(self._listed(some))
        setting = some[0] if some else find(words[0])
        if len(words) == 1:
            meaning, values = _(setting.meaning), ", ".join(self.values(setting))
            told = f"{setting.name} = {self.value(setting)} · {meaning}"
            return Answer(f"{told} ({values})" if values else told)
        unsaved = self.change(setting, words[1])
        told = f"{setting.name} = {self.value(setting)}"
        if not setting.at_once:
            told = _("{setting} (takes effect the next time you start)").format(setting=told)
        if self.path is None:
            told = _("{setting}, until you quit").format(setting=told)
        elif unsaved:
            told = _("{setting}, but only until you quit: {reason}").format(
                setting=told, reason=unsaved
            )
        return Answer(told, changed=True)

    def _listed(self, some: Iterable[Setting]) -> str:
        return "\n".join(f"{each.name} = {self.value(each)}" for each in some)

    def change(self, setting: Setting, written: str) -> str:
        """Change a setting, here and in the file.

        Gives a sentence that says why the file could not be written, "" if it was, or if there is
        none: a visitor has none. Raises
        SettingError if the value is not possible: then nothing has changed.
        """
        value = self._understood(setting, written)
        values = msgspec.to_builtins(self.config)
        section = values
        for key in setting.path[:-1]:
            section = section[key]
        section[setting.path[-1]] = value
        try:
            self.config = msgspec.convert(values, Config)
        except msgspec.ValidationError as error:
            raise SettingError(_not_possible(setting, written, self.values(setting))) from error
        return self._save(setting, value)

    def _understood(self, setting: Setting, written: str) -> Any:
        bare = _unquoted(written)
        if setting.kind is bool:
            if bare.lower() in _ON | _OFF:
                return bare.lower() in _ON
        elif setting.kind is int:
            if bare.isascii() and bare.isdecimal():
                return int(bare)
        elif get_origin(setting.kind) is tuple:
            return bare.split()
        else:
            values = self.values(setting)
            if not values or bare in values or (setting.name == "language" and not bare):
                return bare
        raise SettingError(_not_possible(setting, written, self.values(setting)))

    def _save(self, setting: Setting, value: Any) -> str:
        if self.path is None:
            return ""
        from tui_chat.client.config.file_editing import write_setting  # noqa: PLC0415 - rarely

        try:
            write_setting(self.path, setting.path, value)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            return _("{path} could not be written: {reason}").format(path=self.path, reason=reason)
        return ""


def _unquoted(written: str) -> str:
    text = written.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text


def _not_possible(setting: Setting, written: str, values: Sequence[str]) -> str:
    if values:
        text = _("{name} can't be {value}. Possible values: {values}")
    else:
        text = _("{name} can't be {value}.")
    return text.format(name=setting.name, value=written, values=", ".join(values))

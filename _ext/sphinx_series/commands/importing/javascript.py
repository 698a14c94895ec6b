"""What a configuration in JavaScript says in plain values; nothing of it is run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .front import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"
    r"|(?P<regex>(?<=[(,=:\[!&|?{};\n] )/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)"
    r"|(?P<word>[\w$.@-]+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CLOSING = {"}": "{", "]": "[", ")": "("}


class Unknown:
    """A value that only running the file would tell."""


UNKNOWN = Unknown()


def objects(path: str, text: str) -> list[dict[str, Any]]:
    """Give the objects of a file that stand in no other one, with their plain values.

    Raises:
        ConfigError: its brackets do not close.
    """
    return [one for one in _Parser(path, text).values() if isinstance(one, dict)]


class _Parser:
    """Reads the values of one file; used once."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.tokens: list[tuple[str, str]] = []
        self._check(text)
        self.index = 0

    def _check(self, text: str) -> None:
        """Split the text, and see that brackets close."""
        opened: list[tuple[str, int]] = []
        line = 1
        for found in _TOKEN.finditer(text):
            kind, value = str(found.lastgroup), found[0]
            if kind == "mark" and value in _CLOSING.values():
                opened.append((value, line))
            elif (
                kind == "mark"
                and value in _CLOSING
                and (not opened or opened.pop()[0] != _CLOSING[value])
            ):
                message = f"{self.path}:{line}: {value!r} closes nothing"
                raise ConfigError(message)
            if kind != "space":
                self.tokens.append((kind, value))
            line += value.count("\n")
        if opened:
            message = f"{self.path}:{opened[-1][1]}: {opened[-1][0]!r} is never closed"
            raise ConfigError(message)

    def values(self) -> Iterator[Any]:
        """Give the values at the top, one after the other."""
        while self.index < len(self.tokens):
            yield self._value()

    def _peek(self) -> str:
        return self.tokens[self.index][1] if self.index < len(self.tokens) else ""

    def _value(self) -> Any:  # noqa: ANN401, PLR0911 - one case a kind
        """Read one value, or one token that is none."""
        kind, value = self.tokens[self.index]
        self.index += 1
        if kind == "string":
            text = _ESCAPE.sub(r"\1", value[1:-1])
            return UNKNOWN if value.startswith("`") and "${" in value else text
        if value == "{":
            return self._object()
        if value == "[":
            return self._list()
        if value == "(":
            found = self._list(")")
            return found[-1] if found else UNKNOWN
        if kind == "word":
            if re.fullmatch(r"-?\d+", value):
                return int(value)
            return {"true": True, "false": False, "null": None}.get(value, UNKNOWN)
        return UNKNOWN

    def _rest(self, end: str) -> bool:
        """Pass over what follows a value up to a comma; tell whether there was something."""
        found = False
        while self._peek() not in {",", end, ""}:
            self._value()
            found = True
        if self._peek() == ",":
            self.index += 1
        return found

    def _list(self, end: str = "]") -> list[Any]:
        found: list[Any] = []
        while self._peek() not in {end, ""}:
            own = self._value()
            # What is cast to a type, as in TypeScript, is what it was.
            is_cast = self._peek() in {"satisfies", "as"}
            found.append(UNKNOWN if self._rest(end) and not is_cast else own)
        self.index += 1
        return found

    def _object(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self._peek() not in {"}", ""}:
            kind, value = self.tokens[self.index]
            self.index += 1
            if self._peek() == ":" and kind in {"word", "string"}:
                self.index += 1
                name = value[1:-1] if kind == "string" else value
                own = self._value()
                is_cast = self._peek() in {"satisfies", "as"}
                found[name] = UNKNOWN if self._rest("}") and not is_cast else own
            else:
                self.index -= 1
                self._value()
                self._rest("}")
        self.index += 1
        return found

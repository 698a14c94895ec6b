"""The words that the extensions write into pages: all collected, all translated, all shown."""

from __future__ import annotations

import ast
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from builds import PROJECT, build, copy_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog

NAMES = ["sphinx_pagefind", "sphinx_series", "sphinx_worksheet"]
TRANSLATIONS = sorted((PROJECT / "_ext").glob("*/locales/*/LC_MESSAGES/*.po"))


def words_of(catalog: Catalog) -> dict[str | tuple[str, ...], str | tuple[str, ...]]:
    """Give what a catalogue translates, with its translations."""
    return {_frozen(message.id): _frozen(message.string) for message in catalog if message.id}


def _frozen(text: object) -> str | tuple[str, ...]:
    return text if isinstance(text, str) else tuple(text)  # type: ignore[arg-type]


def read(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes()))


def words_in(path: Path) -> Iterator[str | tuple[str, ...]]:
    """Give the words that a module asks a translation for."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = tuple(str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))
            if node.func.id == "_":
                yield texts[0]
            elif node.func.id == "ngettext":
                yield texts


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_the_code_is_collected(name: str) -> None:
    package = PROJECT / "_ext" / name
    used = {words for path in package.rglob("*.py") for words in words_in(path)}
    assert len(used) > 5
    assert set(words_of(read(package / "locales" / f"{name}.pot"))) == used


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_every_word_is_translated(path: Path) -> None:
    words = words_of(read(path))
    assert words.keys() == words_of(read(path.parents[2] / f"{path.stem}.pot")).keys()
    for word, translated in words.items():
        for one in translated if isinstance(translated, tuple) else (translated,):
            source = word if isinstance(word, str) else word[0]
            assert one
            assert sorted(re.findall(r"\{\w+\}", one)) == sorted(re.findall(r"\{\w+\}", source))


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_what_ships_is_what_was_translated(path: Path) -> None:
    compiled = read_mo(BytesIO(path.with_suffix(".mo").read_bytes()))
    assert words_of(compiled) == words_of(read(path)), "run `make locales`"


def test_a_german_project_has_german_words_and_dates(tmp_path: Path) -> None:
    config = {"language": "de", "series_drafts": True}
    built = build(copy_root("everything", tmp_path), builder="text", config=config)
    assert built.warnings == []
    alpha = " ".join(built.read("letters/alpha.txt").split())
    assert alpha.startswith("Teil 1 von 4 · Letters")
    for words in (
        "Eingabe", "Bereich", "Ergebnis", "Memory of all über Cards: 40 GB bei 1 GPU",
        "die Grenze ist 100 GB.", "Letters: Teil 1 von 4",
    ):  # fmt: skip
        assert words in alpha
    assert "4. Gamma *folgt*" in built.read("letters/index.txt")
    assert "*Entwurf*" in built.read("letters/index.txt")
    greek = built.read("greek.txt")
    assert "3 Beiträge" in greek
    assert "05.01.2026" in greek
    assert not re.search(r"\b(Part|posts?|forthcoming|draft|Input)\b", alpha + greek)


def test_the_browser_speaks_german_too(tmp_path: Path) -> None:
    built = build(copy_root("everything", tmp_path), config={"language": "de"})
    page = built.read("letters/alpha.html")
    assert '"words":{"reset":"Zurücksetzen",' in page
    assert "Mit Zahlen" in page
    assert 'title="Teil 2: Beta"' in page


def test_the_search_page_is_german_too(tmp_path: Path) -> None:
    extensions = ["myst_parser", "sphinx_series", "sphinx_pagefind"]
    config = {"language": "de", "extensions": extensions, "primary_domain": None}
    built = build(copy_root("plain", tmp_path), config=config)
    assert built.warnings == []
    page = built.read("search.html")
    assert "Die Suche braucht JavaScript." in page
    assert "Mehr zeigen" in page
    assert "{count} gefunden" in page


def test_translated_titles_are_shown_everywhere(tmp_path: Path) -> None:
    src = copy_root("everything", tmp_path)
    catalogue = src / "_translations" / "de" / "LC_MESSAGES" / "letters.po"
    catalogue.parent.mkdir(parents=True)
    words = {"Alpha": "Anfang", "Letters": "Buchstaben"}
    catalogue.write_text("".join(f'msgid "{a}"\nmsgstr "{b}"\n\n' for a, b in words.items()))
    catalogue.with_name("greek.po").write_text(
        'msgid "Letters of *old*."\nmsgstr "Alte *Buchstaben*."\n'
    )
    config = {"language": "de", "locale_dirs": ["_translations"]}
    built = build(src, builder="text", config=config)
    assert built.warnings == []
    assert "Teil 1 von 4 · Buchstaben" in built.read("letters/alpha.txt")
    assert "1. Anfang" in built.read("letters/index.txt")
    assert "Anfang" in built.read("greek.txt")
    assert "Alte Buchstaben." in built.read("index.txt")
    assert "Alpha" not in "".join(built.read(f"{page}.txt") for page in ("index", "greek"))


def test_the_example_of_the_documentation_is_german(tmp_path: Path) -> None:
    page = (PROJECT / "about" / "builders.md").read_text()
    block = r"^(`{3,})\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^\1$"
    found = re.findall(block, page, re.MULTILINE | re.DOTALL)
    assert len(found) == 4
    for _, name, text in found:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    built = build(tmp_path, builder="text")
    assert built.warnings == []
    assert "Teil 1 von 2" in built.read("alpha.txt")
    index = built.read("index.txt")
    assert "1. Anfang\n\n   The first one.\n\n   1 Min.\n\n2. Beta *folgt*" in index


def test_authors_words_alone_are_for_translators(tmp_path: Path) -> None:
    built = build(copy_root("everything", tmp_path), builder="gettext")
    assert built.warnings == []
    messages = {
        message
        for path in built.out.rglob("*.pot")
        for message in re.findall(r'^msgid "(.+)"$', path.read_text(), re.MULTILINE)
    }
    assert {"Home", "Letters", "Alpha", "Greek", "Letters of *old*."} <= messages
    assert not any(re.search(r"Part |posts|Input|Result|first & best", text) for text in messages)

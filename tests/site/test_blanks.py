"""Blanks of code are text and no elements, and the code is the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builds import build

if TYPE_CHECKING:
    from pathlib import Path

CODE = {
    "bash": "for x in  a   b; do\n\techo  \"$x  y\" \\\n    --z <<'E'\n  in  here\nE\ndone\n",
    "go": "package main\n\nfunc  main() {\n\tprintln( 1,  2 )\n}\n",
    "nginx": "server {\n    listen  80;\n}\n",
    "python": "def f(a,  b):\n    return  a  <  b  # a   b\n",
    "yaml": "a:\n    - {b:  c}\n\n    -  d   # e  f\ng: |\n      h\n   \n",
}


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_blanks_are_no_elements(tmp_path: Path, builder: str) -> None:
    (tmp_path / "conf.py").write_text("")
    blocks = (f"```{language}\n{text}```\n" for language, text in CODE.items())
    (tmp_path / "index.md").write_text("# Code\n\n" + "\n".join(blocks))

    def shown(*extensions: str) -> list[str]:
        config = {"extensions": ["myst_parser", *extensions], "html_theme": "basic"}
        built = build(tmp_path, builder=builder, out=f"_{len(extensions)}", config=config)
        assert built.warnings == []
        text = (built.out / "index.html").read_text()
        return re.findall(r"<pre>.*?</pre>", text, re.DOTALL)

    before, after = shown(), shown("engineering_tokens.blanks")
    assert '<span class="w">' in "".join(before)
    assert '<span class="w">' not in "".join(after)
    # The text and all that is marked besides are as they were.
    assert after == [re.sub(r'<span class="w">(\s*)</span>', r"\1", text) for text in before]

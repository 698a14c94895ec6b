"""SVG files come with an import only if they draw and do nothing else, however that is written."""

from __future__ import annotations

import time

import pytest
from sphinx_series.commands.importing.drawings import only_draws

SVG = "http://www.w3.org/2000/svg"


def svg(inner: str = "", root: str = "") -> str:
    return f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" {root}>{inner}</svg>'


DRAWINGS = [
    svg('<path d="M0 0h9v-9z" fill="#fff" style="fill:rgb(1, 2, 3);stroke:none"/>'),
    svg("<style>.a{fill:url(#b)} *{stroke-linejoin: round; font: 1em 'Some Font'}</style>"),
    svg('<g transform="translate(1 2) rotate(45)"><use xlink:href="#a" href="#b"/></g>'),
    svg(
        '<a xlink:href="https://example.org/?a=b:c"><text aria-label="Why? (a)">a (b) c</text></a>'
    ),
    svg('<a href="/other/page.html#x"><title>On load = nothing</title></a>'),
    svg('<image href="data:image/png;base64,iVBORw0KGgo=" width="1"/>'),
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC '
    '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    + svg('<g id="graph0" class="graph (a)"><polygon points="1,2 3,4"/></g>'),
    svg(
        '<metadata i:label="(a)@b"><i:note>x</i:note></metadata>',
        'xmlns:i="http://www.inkscape.org/namespaces/inkscape"',
    ),
    f'<x:svg xmlns:x="{SVG}"><x:g/></x:svg>',
]
ACTIVE = [
    f'<x:svg xmlns:x="{SVG}"><x:script>alert(1)</x:script></x:svg>',
    svg("<script>alert(1)</script>"),
    svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
    svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
    svg(root='onload="alert(1)"'),
    svg(root='ONLOAD="alert(1)"'),
    svg('<a href="java&#115;cript:alert(1)"><text>x</text></a>'),
    svg('<a href="java&#9;script:alert(1)"><text>x</text></a>'),
    svg('<a href=" javascript:alert(1)"><text>x</text></a>'),
    svg('<a href="data:text/html,x"><text>x</text></a>'),
    svg('<a xlink:href="vbscript:x"><text>x</text></a>'),
    svg('<use href="https://example.org/x.svg#a"/>'),
    svg('<use href="data:image/svg+xml;base64,AAAA#a"/>'),
    svg('<image href="//example.org/x.png"/>'),
    svg('<image href="x.png"/>'),
    svg('<set attributeName="href" to="javascript:alert(1)"/>'),
    svg('<animate attributeName="fill" values="red"/>'),
    svg("<style>@import 'https://example.org/x.css';</style>"),
    svg("<style>g{fill:url(https://example.org/x)}</style>"),
    svg("<style>g{fill:\\75rl(https://example.org/x)}</style>"),
    svg("<style><![CDATA[g{background:image-set('x.png' 1x)}]]></style>"),
    svg("<style>g{fill:u</style><style>rl(x)}</style>").replace("</style><style>", "&#114;l(y)+u"),
    svg('<path fill="url(https://example.org/x#a)"/>'),
    svg('<path style="cursor:\\75rl(x),auto"/>'),
    svg('<handler xmlns="http://www.w3.org/2001/xml-events">x</handler>'),
    f'<?xml-stylesheet href="x.xsl" type="text/xsl"?>{svg()}',
    f'<!DOCTYPE svg [<!ENTITY a "<script>alert(1)</script>">]>{svg("&a;")}',
    '<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "<svg><script>alert(1)</script></svg>",
    "<svg/>", "no drawing", "", svg("<g>"), svg("&nbsp;"),
]  # fmt: skip
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"]


@pytest.mark.parametrize("text", DRAWINGS)
def test_a_drawing_comes(text: str) -> None:
    for encoding in ENCODINGS[:3]:
        assert only_draws(text.replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding))


@pytest.mark.parametrize("text", ACTIVE)
def test_what_does_more_stays(text: str) -> None:
    for encoding in ENCODINGS:
        assert not only_draws(text.encode(encoding))
        declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>{text}'
        assert not only_draws(declared.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "iso-2022-jp", "nonsense"])
def test_an_encoding_that_the_parser_does_not_know_is_none(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{svg("<script>x</script>")}'
    assert not only_draws(text.encode("utf-8"))
    assert not only_draws(text.encode("utf-7"))


@pytest.mark.parametrize(
    "text",
    [
        svg("<g>" * 100_000 + "</g>" * 100_000), svg(f'<path d="{"M0 0" * 100_000}"/>'),
        svg(f"<style>{'url(#a' * 50_000}</style>"), svg(f'<a href="{"a" * 300_000}:"/>'),
        svg(f"<style>{'rgb(' * 50_000}</style>"), svg(f'<use href="{"#" * 300_000}("/>'),
    ],
    ids=["deep", "long", "functions", "link", "colors", "reference"],
)  # fmt: skip
def test_it_is_read_in_a_moment(text: str) -> None:
    start = time.process_time()
    only_draws(text.encode())
    assert time.process_time() - start < 2

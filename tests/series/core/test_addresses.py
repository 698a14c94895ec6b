"""Addresses: what is one, which file it is, and how pages lead to one another."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.addresses import addresses

SEGMENTS = st.text(
    st.sampled_from("abAB01-_.~!$&'()*+,;=:@%é ü\u0301ß漢\"<>|`^{}[]"), min_size=1, max_size=6
)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
ADDRESSES = PATHS.map(addresses.parse).filter(bool).map(str)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/", "/"),
        ("/blog/x/", "/blog/x/"),
        ("/2020/07/03/A%20Post.html", "/2020/07/03/A Post.html"),
        ("/a/index.html", "/a/"),
        ("/index.html", "/"),
        ("/caf%C3%A9", "/café"),
        ("/100%", "/100%"),
        (f"/{'x' * 255}", f"/{'x' * 255}"),
        (f"/{'é' * 127}x/", f"/{'é' * 127}x/"),
        ("/x" * 512, "/x" * 512),
    ],
)
def test_an_address_is_decoded(text: str, address: str) -> None:
    assert addresses.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "x/y", "//host/x", "http://host/x", "javascript:alert(1)", "/a//b", "/../x",
        "/a/../b", "/a/..", "/%2e%2e/x", "/a/./b", "/.../x", "/ /x", "/a?b", "/a#b", "/a\\b",
        "/a%5Cb", "/a%2Fb", "/a%00b", "/a\nb", "/%ff", "/\ud800", f"/{'x' * 256}",
        f"/{'é' * 128}", "/x" * 512 + "/", "/xx" * 400,
    ],
)  # fmt: skip
def test_what_is_no_address_is_none(text: str) -> None:
    assert addresses.parse(text) is None


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/a/b/", "a/b/index.html"),
        ("/a/b", "a/b/index.html"),
        ("/a/b.html", "a/b.html"),
        ("/a/release-1.0", "a/release-1.0/index.html"),
        ("/a/feed.xml", "a/feed.xml"),
    ],
)
def test_an_address_is_a_file(address: str, file: str) -> None:
    assert addresses.file_of(address) == file
    assert addresses.has_page(address) is not file.endswith(".xml")


@given(st.text() | PATHS | st.text("./%2eEfF\\ ").map("/".__add__))
def test_no_file_is_outside_the_folder(text: str) -> None:
    address = addresses.parse(text)
    if address is not None:
        parts = PurePosixPath(addresses.file_of(address)).parts
        assert parts
        assert not {"..", ".", "/", ""} & set(parts)


@given(ADDRESSES)
def test_what_is_encoded_is_read_again(address: str) -> None:
    encoded = addresses.encode(address)
    assert encoded.isascii()
    assert not set(encoded) & set(" \"'<>$*:\\")
    assert addresses.parse(encoded) == address


@given(ADDRESSES)
def test_a_file_has_the_address_that_leads_to_it(address: str) -> None:
    file = addresses.file_of(address)
    assert addresses.file_of(addresses.of_file(file)) == file


@given(ADDRESSES, ADDRESSES, st.sampled_from(["https://x.example", "https://x.example/en/latest"]))
def test_a_relative_url_leads_from_one_page_to_the_other(source: str, to: str, base: str) -> None:
    page = f"{base}/{addresses.encode(addresses.file_of(source))}"
    url = urljoin(page, addresses.relative(source, to))
    assert unquote(url) == unquote(f"{base}{addresses.encode(to)}")


@given(ADDRESSES)
def test_spellings_are_one_file(address: str) -> None:
    spellings = addresses.spellings(address)
    assert address in spellings
    assert {addresses.file_of(spelling) for spelling in spellings} == {addresses.file_of(address)}


def test_the_other_builder_gives_a_page_the_other_form() -> None:
    assert addresses.other_form("/a/b.html") == "/a/b/"
    assert addresses.other_form("/a/b/") == "/a/b.html"


def test_keys_are_one_where_a_file_system_takes_two_names_for_one() -> None:
    assert addresses.key("A/B.html") == addresses.key("a/b.html")
    assert addresses.key("cafe\u0301.html") == addresses.key("CAFÉ.html")
    assert addresses.key("a.html") != addresses.key("a/index.html")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/x?y", "example.org"),
        ("http://EXAMPLE.org:8080", "example.org"),
        ("javascript:alert(1)", None),
        ("ftp://example.org", None),
        ("https://user@example.org/", None),
        ('https://example.org/" onload="x', None),
        ("https://[broken", None),
        ("https://example.org/\ud800", None),
    ],
)
def test_only_plain_http_urls_have_a_host(url: str, host: str | None) -> None:
    assert addresses.host_of(url) == host


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://x.example/en/latest/", "https://x.example/en/latest"),
        ("http://x.example", "http://x.example"),
        ("", ""),
        ("/docs/", ""),
        ("x.example/docs", ""),
        ("ftp://x.example/", ""),
    ],
)
def test_a_base_is_an_absolute_url(url: str, base: str) -> None:
    assert addresses.base_of(url) == base
    assert addresses.absolute(base, "/ü/") == (f"{base}/%C3%BC/" if base else "")

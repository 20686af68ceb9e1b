import pytest

from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.read.text import MAX_BYTES, decode


def only(data: bytes) -> Diagnostic:
    checked = decode(data, "content/briefs/a.md")
    assert checked.value is None
    (diagnostic,) = checked.diagnostics
    assert diagnostic.is_error
    assert diagnostic.hint
    assert diagnostic.location.path == "content/briefs/a.md"
    return diagnostic


@pytest.mark.parametrize(
    "data",
    [
        b"one\ntwo\n\nthree",
        b"one\r\ntwo\r\n\r\nthree",
        b"one\rtwo\r\rthree",
        b"one\r\ntwo\n\rthree",
    ],
    ids=["LF", "CRLF", "CR", "mixed"],
)
def test_every_kind_of_line_end_reads_as_lf(data: bytes) -> None:
    assert decode(data, "a.md").value == "one\ntwo\n\nthree"


def test_a_byte_order_mark_is_removed() -> None:
    assert decode(b"\xef\xbb\xbftitle", "a.md").value == "title"


def test_only_the_first_byte_order_mark_is_removed() -> None:
    assert decode(b"a\xef\xbb\xbfb", "a.md").value == "a\ufeffb"


@pytest.mark.parametrize(
    ("data", "byte", "span"),
    [
        (b"\xff", "byte 1 (0xFF)", Span(1, 1)),
        (b"title: caf\xe9\n", "byte 11 (0xE9)", Span(1, 11)),
        (b"a\r\nb\r\nna\xefve", "byte 9 (0xEF)", Span(3, 3)),
        ("ä稀".encode() + b"\x80", "byte 6 (0x80)", Span(1, 3)),
        (b"\xef\xbb\xbfa\x80", "byte 5 (0x80)", Span(1, 2)),
        ("稀".encode()[:2], "byte 1 (0xE7)", Span(1, 1)),
        (b"\xed\xa0\x80", "byte 1 (0xED)", Span(1, 1)),
    ],
    ids=["at once", "latin-1", "later line", "after letters", "after BOM", "cut off", "surrogate"],
)
def test_text_that_is_not_utf8_is_reported_at_its_byte(data: bytes, byte: str, span: Span) -> None:
    diagnostic = only(data)
    assert diagnostic.code == "not-utf8"
    assert byte in diagnostic.message
    assert "UTF-8" in diagnostic.hint
    assert diagnostic.location.span == span


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
def test_utf16_is_named(encoding: str) -> None:
    mark = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}.get(encoding, b"")
    diagnostic = only(mark + "---\ntitle: a\n---\n".encode(encoding))
    assert diagnostic.code == "not-utf8"
    assert "UTF-16" in diagnostic.message


@pytest.mark.parametrize(
    ("data", "byte", "span"),
    [(b"\0", "byte 1", Span(1, 1)), (b"one\ntw\0o", "byte 7", Span(2, 3))],
    ids=["first", "inside"],
)
def test_a_nul_byte_is_reported_at_its_place(data: bytes, byte: str, span: Span) -> None:
    diagnostic = only(data)
    assert diagnostic.code == "nul-byte"
    assert byte in diagnostic.message
    assert diagnostic.location.span == span


def test_a_text_of_the_maximum_size_is_read() -> None:
    assert decode(b"a" * MAX_BYTES, "a.md").value == "a" * MAX_BYTES


def test_a_larger_text_is_refused_with_both_numbers() -> None:
    diagnostic = only(b"a" * (MAX_BYTES + 1))
    assert diagnostic.code == "too-large"
    assert "5,000,001" in diagnostic.message
    assert "5,000,000" in diagnostic.message

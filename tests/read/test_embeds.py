"""What is reported on embeds, and what of them counts as a source."""

from typing import Any

import pytest

from briefgen.model.config import MarkdownConfig
from briefgen.model.diagnostics import Diagnostic, Span
from briefgen.model.text import Frame
from briefgen.read.markdown import Dialect, SourceList, parse_body

ALLOWED = Dialect(MarkdownConfig(frames=("datawrapper.dwcdn.net",)), site_host="example.org")
IMAGE = "![Coal falls](coal.png)"


def found(text: str, dialect: Dialect = ALLOWED, **options: Any) -> list[Diagnostic]:
    return list(parse_body(text, "content/briefs/a.md", 1, dialect, **options).diagnostics)


def embed(head: str, body: str = IMAGE) -> str:
    return f"Text.\n\n::: {head}\n{body}\n:::\n"


@pytest.mark.parametrize(
    ("head", "span", "message", "hint"),
    [
        (
            "datawrapper nope",
            Span(3, 17, 4),
            "`nope` is not an ID of Datawrapper",
            "write its ID or its URL, such as ::: datawrapper AbC12",
        ),
        (
            "youtube https://vimeo.com/76979871",
            Span(3, 13, 26),
            "`https://vimeo.com/76979871` is not an ID of YouTube",
            "write its ID or its URL, such as ::: youtube aqz-KE-bpKQ",
        ),
        (
            "vimeo",
            Span(3, 1, 9),
            "this embed does not say what to show from Vimeo",
            "write its ID or its URL, such as ::: vimeo 76979871",
        ),
        (
            "datawrapper AbC12 Coal falls",
            Span(3, 17, 16),
            "`Coal falls` is not part of an ID of Datawrapper",
            "write ::: datawrapper AbC12, and the caption in a paragraph below the image",
        ),
        (
            "frame http://maps.example.org/",
            Span(3, 11, 24),
            "`http://maps.example.org/` is not a URL that begins with https://",
            "write the URL that the frame loads, such as ::: frame https://maps.example.org/",
        ),
    ],
)
def test_a_wrong_id_is_an_error_that_shows_what_an_id_looks_like(
    head: str, span: Span, message: str, hint: str
) -> None:
    (diagnostic,) = found(embed(head))
    assert (diagnostic.code, diagnostic.message) == ("embed-id", message)
    assert diagnostic.is_error
    assert diagnostic.hint == hint
    assert diagnostic.location.span == span


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        ("datawrapper AbC12", "Only words.", "this embed has no image"),
        ("datawrapper AbC12", "- ![Coal](coal.png)", "this embed has no image"),
        ("youtube aqz-KE-bpKQ", "![A](https://i.ytimg.example/a.jpg)", "from i.ytimg.example"),
        ("youtube aqz-KE-bpKQ", "![A](//i.ytimg.example/a.jpg)", "from i.ytimg.example"),
    ],
)
def test_an_embed_needs_an_image_that_is_kept_with_the_site(
    head: str, body: str, words: str
) -> None:
    diagnostics = [each for each in found(embed(head, body)) if each.code == "embed-image"]
    (diagnostic,) = diagnostics
    assert not diagnostic.is_error
    assert words in diagnostic.message
    assert diagnostic.location.span.line in (3, 4)


@pytest.mark.parametrize("source", ["coal.png", "/maps/a.svg", "https://example.org/maps/a.svg"])
def test_the_image_can_be_anywhere_on_the_site(source: str) -> None:
    assert found(embed("datawrapper AbC12", f"![Coal]({source})")) == []


def test_an_image_in_an_embed_needs_alt_text() -> None:
    (diagnostic,) = found(embed("datawrapper AbC12", "![](coal.png)"))
    assert diagnostic.code == "missing-alt"
    assert diagnostic.location.span.line == 4


def test_what_is_neither_image_nor_caption_is_reported() -> None:
    (diagnostic,) = found(embed("datawrapper AbC12", f"{IMAGE}\n\n| a |\n| - |\n| b |"))
    assert diagnostic.code == "embed-content"
    assert diagnostic.location.span.line == 3


def test_marks_in_a_caption_that_have_no_effect_are_reported() -> None:
    (diagnostic,) = found(embed("datawrapper AbC12", f"{IMAGE}\n\n[Coal]( https://a.example x)"))
    assert diagnostic.code == "unknown-reference"
    assert diagnostic.location.span.line == 6


def test_a_caption_that_is_too_long_is_reported() -> None:
    text = embed("datawrapper AbC12", f"{IMAGE}\n\n{'word ' * 60_000}")
    assert [each.code for each in found(text)] == ["too-large"]


@pytest.mark.parametrize(
    ("head", "hint"),
    [
        ("datawraper AbC12", "did you mean `datawrapper`?"),
        ("iframe https://a.example", "did you mean `frame`?"),
    ],
)
def test_a_misspelt_service_is_reported(head: str, hint: str) -> None:
    diagnostics = [each for each in found(embed(head)) if each.code == "unknown-callout"]
    assert [each.hint for each in diagnostics] == [hint]


def test_a_service_is_reported_where_embeds_are_turned_off() -> None:
    dialect = Dialect(MarkdownConfig(embeds=False))
    diagnostics = found(embed("vimeo 76979871"), dialect)
    assert "set `embeds: true` under `markdown`" in diagnostics[0].hint


def test_an_embed_that_is_not_closed_is_reported() -> None:
    codes = [each.code for each in found(f"::: datawrapper AbC12\n{IMAGE}\n\nText.\n")]
    assert codes == ["unclosed-block"]


@pytest.mark.parametrize(
    ("code", "head"),
    [
        ('<iframe src="https://datawrapper.dwcdn.net/AbC12/1/"></iframe>', "datawrapper AbC12"),
        (
            '<div id="x"><script src="https://datawrapper.dwcdn.net/AbC12/embed.js"></script></div>',
            "datawrapper AbC12",
        ),
        (
            '<div data-src="story/7"><script src="https://public.flourish.studio/a.js"></script></div>',
            "flourish 1234567",
        ),
        (
            '<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ?si=x"></iframe>',
            "youtube aqz-KE-bpKQ",
        ),
        ('<iframe src="//player.vimeo.com/video/76979871"></iframe>', "vimeo 76979871"),
    ],
)
def test_the_embed_code_of_a_service_is_reported_with_what_to_write(code: str, head: str) -> None:
    (diagnostic,) = found(code, Dialect())
    assert diagnostic.code == "removed-html"
    assert diagnostic.hint.endswith(f":\n::: {head}\n![what it shows](image.png)\n:::")
    written = diagnostic.hint.partition("\n")[2]
    assert found(written, Dialect()) == []


def test_the_original_and_the_links_of_the_caption_are_sources() -> None:
    sources = SourceList()
    text = embed("datawrapper AbC12", f"{IMAGE}\n\nCoal *fell*\n\n[Eurostat](https://e.example)")
    assert found(text, sources=sources) == []
    assert [(each.url, each.title) for each in sources.sources()] == [
        ("https://e.example", "Eurostat"),
        ("https://www.datawrapper.de/_/AbC12/", "Coal fell"),
    ]


@pytest.mark.parametrize(
    ("frames", "is_there"),
    [((), False), (("datawrapper.dwcdn.net",), True), (("dwcdn.net",), False)],
)
def test_there_is_a_frame_only_for_a_host_that_the_settings_allow(
    frames: tuple[str, ...], is_there: bool
) -> None:
    body = parse_body(
        embed("datawrapper AbC12"), "a.md", 1, Dialect(MarkdownConfig(frames=frames))
    ).value
    assert body.has_frames is is_there
    assert any(isinstance(part, Frame) for part in body.prose.parts) is is_there

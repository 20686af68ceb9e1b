"""A page as one file."""

from __future__ import annotations

from typing import Final

import pytest

from briefgen.render.standalone import POLICY, Surroundings, standalone

FILES: Final = {
    "/site/assets/a.css": b'@font-face{src:url("f/one.woff2")}@font-face{src:url(f/two.woff2)}'
    b'@font-face{src:local("Georgia")}b{background:url(../p.png)}</style>',
    "/site/assets/f/one.woff2": b"one",
    "/site/assets/f/two.woff2": b"two",
    "/site/p.png": b"png",
    "/site/p-640.webp": b"640",
    "/site/p-960.webp": b"960",
    "/site/p-1280.webp": b"1280",
}
PUBLISHED: Final = {"/site/", "/site/b/"}


def alone(html: str) -> str:
    def file(path: str) -> bytes | None:
        return FILES.get(path)

    around = Surroundings(
        url="/site/b/",
        file=file,
        link=lambda path: f"https://example.org{path}" if path in PUBLISHED else "",
    )
    text = standalone(f"<!doctype html><html><head><title>T</title></head><body>{html}", around)
    return text.partition("<body>")[2]


def test_the_policy_comes_before_everything_else() -> None:
    around = Surroundings("/", lambda _: None, lambda _: "")
    for start in ("<html><head>", ""):
        text = standalone(f"<!doctype html>{start}<title>T</title>", around)
        head, _, rest = text.partition("<meta http-equiv")
        assert "<title>" not in head
        assert "<!doctype html>" in head
        assert "<title>T</title>" in rest
        assert POLICY.replace("'", "&#x27;") in rest


def test_only_preloaded_fonts_are_included() -> None:
    html = (
        '<link rel="preload" as="font" href="/site/assets/f/one.woff2">'
        '<link rel="stylesheet" href="../assets/a.css"><link rel="icon" href="../p.png">'
    )
    assert alone(html) == (
        '<style>@font-face{src:url("data:font/woff2;base64,b25l")}@font-face{src:local("Georgia")}'
        'b{background:url("data:image/png;base64,cG5n")}<\\/style></style>'
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="../">x</a>', '<a href="https://example.org/site/">x</a>'),
        ('<a href="/site/b/?q=1#n">x</a>', '<a href="https://example.org/site/b/?q=1#n">x</a>'),
        ('<a href="/site/b/#n">x</a>', '<a href="#n">x</a>'),
        ('<a href="#n">x</a>', '<a href="#n">x</a>'),
        ('<a class="k" href="/no/" rel="tag" target="_blank">x</a>', '<a class="k">x</a>'),
        ('<a href="">x</a>', "<a>x</a>"),
        ('<a href="//c.example/">x</a>', '<a href="https://c.example/">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a id="n">x</a>', '<a id="n">x</a>'),
        ('<img alt="" src="/site/p.png">', '<img src="data:image/png;base64,cG5n" alt>'),
        ('<img alt="A &amp; B" src="https://c.example/x.png">',
         '<a href="https://c.example/x.png">A &amp; B</a>'),
        ('<img alt="Gone" src="/site/gone.png">', "Gone"),
        ("a<script>if (a < b) x()</script>b", "ab"),
        ('<nav class="related part"><nav><p>x</p></nav></nav>b', "b"),
        ("<form><p>x<input></form>b<button>c</button>", "b"),
        ('<button popovertarget="m">c</button>', '<button popovertarget="m">c</button>'),
        ('<iframe src="https://v.example/" title="Film">x</iframe>',
         '<a href="https://v.example/">Film</a>'),
        ('<p onclick="x()" data-pagefind-body>&eacute; &#233; &lt; &</p>',
         "<p>&eacute; &#233; &lt; &</p>"),
        ("<br/><wbr>", "<br><wbr>"),
    ],
)  # fmt: skip
def test_what_becomes_of_an_element(html: str, expected: str) -> None:
    assert alone(html) == expected


@pytest.mark.parametrize(
    ("srcset", "chosen"),
    [
        ("/site/p-640.webp 640w, /site/p-960.webp 960w, /site/p-1280.webp 1280w", "OTYw"),
        ("/site/p-1280.webp 1280w", "MTI4MA=="),
        ("/site/p-640.webp 640w, /site/gone.webp 900w", "cG5n"),
    ],
)
def test_the_widest_moderate_copy_of_an_image_is_included(srcset: str, chosen: str) -> None:
    html = (
        f'<picture><source type="image/avif" srcset="/site/p.avif 960w">'
        f'<source media="(prefers-color-scheme: dark)" srcset="/site/dark.webp 950w">'
        f'<source type="image/webp" srcset="{srcset}" sizes="9px">'
        '<img src="/site/p.png" alt="A" width="9" loading="lazy"></picture>'
    )
    text = alone(html)
    assert text.startswith('<img src="data:image/')
    assert text.endswith(f';base64,{chosen}" alt="A" width="9">')

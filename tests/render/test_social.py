"""social.png: what it shows, with any title."""

from __future__ import annotations

import base64
import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image, ImageChops

from briefgen.assemble.planners import social as planner
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.documents import SocialCard
from briefgen.model.moments import Moment
from briefgen.render import social
from briefgen.render.layouts import Layouts
from briefgen.render.social import HEIGHT, WIDTH
from briefgen.render.writers import WriterInput

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

REFERENCES: Final = Path(__file__).parents[1] / "fixtures/social"
BUILT_IN: Final = Layouts(Path(__file__).parent)  # not a site
DATE: Final = Moment(datetime(2026, 3, 4, tzinfo=UTC))
CARD: Final = SocialCard(
    title="Two bases: why Baotou and Ganzhou still set the price of magnets",
    site_title="Critical Minerals Brief",
    category="Rare earths",
    authors=("Mia Tal", "Ole Vik"),
    date=DATE,
    accent="#0b5d66",
)
LONG: Final = ("The European act sets benchmarks, but who pays for processing? " * 9)[:500]
TITLES: Final = {
    "short": "Gallium",
    "empty": "",
    "long": LONG,
    "one word": "Donaudampfschifffahrtselektrizitäten" * 14,
    "markup": "</text><script>1</script> & \"R&D\" 'x' ]]> {{ 7*7 }}",
    "control": "A\x07title\twith\nsigns",
    "emoji": "🚀 Rare earths 👩‍🔬 ♻️",
    "emoji only": "🚀🚀",
    "cyrillic": "Редкоземельные металлы: почему месторождения — ещё не поставки",
    "greek": "Σπάνιες γαίες και βιομηχανική πολιτική",
    "vietnamese": "Đất hiếm và chính sách công nghiệp ở Việt Nam",
    "arabic": "المعادن النادرة في عام 2026: من يملك سلاسل التوريد (CRMA)؟",
    "hebrew": "מדיניות תעשייה ומתכות נדירות",
    "chinese": "稀土出口管制：两个基地与一个价格",
    "hindi": "दुर्लभ मृदा",
}


def social_png(card: SocialCard, font: bytes = b"") -> bytes:
    """Return the image that the built-in layout draws."""
    sources = {"content/a.ttf": font} if font else {}
    inputs = WriterInput(origin=Location("content/briefs/a.md"), layouts=BUILT_IN, sources=sources)
    made = social.social_png(card, inputs)
    assert made.diagnostics == ()
    return made.value


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def box(data: bytes, accent: str = "#0b5d66") -> tuple[int, int, int, int]:
    """Return the bounding box of the pixels that are not in the accent colour."""
    shown = picture(data)
    plain = Image.new("RGB", shown.size, accent)
    difference = ImageChops.difference(shown, plain).convert("L").point(lambda v: 255 * (v > 24))
    found = difference.getbbox()
    assert found
    return found


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_gives_a_small_file_of_the_right_size_with_text_inside_the_margins(
    title: str,
) -> None:
    right_to_left = title[:1] >= "\u0590" and title[:1] < "\u0700"
    card = replace(CARD, title=title, direction="rtl" if right_to_left else "ltr")
    data = social_png(card)
    assert data.startswith(b"\x89PNG")
    assert picture(data).size == (WIDTH, HEIGHT)
    assert len(data) <= 60_000
    left, _, right, bottom = box(data)
    assert left >= 80
    assert right <= WIDTH - 78
    assert bottom <= HEIGHT - 30


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("left-to-right", CARD),
        ("right-to-left", replace(CARD, title=TITLES["arabic"], direction="rtl")),
    ],
)
def test_the_built_in_layout_draws_the_reference_images(name: str, card: SocialCard) -> None:
    reference = picture((REFERENCES / f"{name}.png").read_bytes())
    difference = ImageChops.difference(picture(social_png(card)), reference).convert("L")
    different = sum(difference.histogram()[32:])
    assert different < 200, "of 756,000 pixels: antialiasing may differ, a line of text may not"


def test_equal_text_gives_equal_bytes() -> None:
    assert social_png(CARD) == social_png(replace(CARD))


@pytest.mark.parametrize(
    "changed",
    [
        replace(CARD, title="Another"),
        replace(CARD, site_title="Another"),
        replace(CARD, category=""),
        replace(CARD, authors=("Mia Tal",)),
        replace(CARD, date=None),
        replace(CARD, language="de"),
        replace(CARD, accent="#7a2e1f"),
    ],
    ids="title site_title category authors date language accent".split(),
)
def test_each_part_is_visible(changed: SocialCard) -> None:
    assert social_png(changed) != social_png(CARD)


def test_a_very_long_title_is_cut_between_words() -> None:
    face = social.Face(*social._SERIF, b"")
    fit = face.fitted(LONG, 1032, 298)
    size, lines = fit.size, fit.lines
    assert lines[0].startswith("The European act")
    assert lines[-1].endswith("…")
    assert set(lines[-1].rstrip("…").split()) <= set(LONG.split()) | {
        word.rstrip(",?") for word in LONG.split()
    }
    assert len(lines) * size < HEIGHT / 2


def test_the_two_lines_of_a_title_have_similar_lengths() -> None:
    face = social.Face(*social._SERIF, b"")
    fit = face.fitted("Deposits are not supply, nor are mines", 1032, 298)
    size, lines = fit.size, fit.lines
    widths = [face.width(line, size) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.7 * max(widths)


def test_a_title_that_no_font_can_show_is_replaced_by_the_site_name() -> None:
    chinese = social_png(replace(CARD, title="稀土", category="", authors=(), date=None))
    named = social_png(replace(CARD, title=CARD.site_title, category="", authors=(), date=None))
    assert box(chinese)[0] == box(named)[0]
    face = social.Face(*social._SERIF, b"")
    assert face.shown("稀土") == face.shown("दुर्लभ") == ""
    assert face.shown("🚀 Rare earths ♻️") == "Rare earths"


def test_a_site_can_add_a_font_for_its_script() -> None:
    font = (social._FONTS / "noto-serif-hebrew-600.ttf").read_bytes()
    latin = social.Face(600, ("source-serif-600.ttf",), b"")
    both = social.Face(600, ("source-serif-600.ttf",), font)
    assert latin.shown("מדיניות") == ""
    assert both.shown("מדיניות") == "מדיניות"
    assert social_png(CARD, b"no font at all") == social_png(CARD)


def test_text_is_legible_on_any_accent() -> None:
    for accent, ink in (("#0b5d66", (255, 255, 255)), ("#ffd400", (17, 24, 29)), ("#fff", None)):
        counted = picture(social_png(replace(CARD, accent=accent))).getcolors(4096)
        assert counted
        colours = {colour: count for count, colour in counted if isinstance(colour, tuple)}
        paper = max(colours, key=lambda each: (colours[each], each))
        darkest, lightest = min(colours), max(colours)
        shown = lightest if sum(paper) < 384 else darkest
        assert sum(abs(a - b) for a, b in zip(shown, ink or (17, 24, 29), strict=True)) < 30


def test_each_brief_has_a_link_preview_image_and_refers_to_it(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_site({"content/briefs/a.md": "---\ntitle: A\n---\nText.\n"})
    site = build_site(root)
    assert picture(site.read("/briefs/a/social.png")).size == (1200, 630)
    (shown,) = site.page("/briefs/a/").values('meta[property="og:image"]', "content")
    assert shown == "https://example.org/briefs/a/social.png"
    without = build_site(
        make_site({"content/briefs/a.md": "---\ntitle: A\n---\nB.\n"}, social={"images": False})
    )
    assert "briefs/a/social.png" not in without.paths
    assert without.page("/briefs/a/").values('meta[property="og:image"]', "content") == []


def test_an_image_is_drawn_again_only_when_its_text_changes(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = social._drawn

    def counted(svg: str, fonts: tuple[str, ...]) -> bytes:
        drawn.append(svg)
        return real(svg, fonts)

    monkeypatch.setattr(social, "_drawn", counted)
    briefs = {f"content/briefs/{n}.md": f"---\ntitle: T{n}\n---\nText.\n" for n in range(3)}
    root = make_site(briefs)
    build_site(root)
    assert len(drawn) == 3
    build_site(root)
    make_site({"content/briefs/0.md": "---\ntitle: T0\n---\nOther text.\n"})
    build_site(root)
    assert len(drawn) == 3
    make_site({"content/briefs/0.md": "---\ntitle: Another title\n---\nOther text.\n"})
    build_site(root)
    assert len(drawn) == 4


def test_a_missing_font_of_the_site_is_reported(make_site: MakeSite, build_site: BuildSite) -> None:
    font = (social._FONTS / "noto-serif-hebrew-600.ttf").read_bytes()
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": "---\ntitle: 'A'\n---\nText.\n",
        "content/own.ttf": font,
    }
    assert build_site(make_site(files, social={"font": "/own.ttf"})).codes == []
    assert build_site(make_site(files, social={"font": "/other.ttf"})).codes == ["broken-link"]


# A site's own layouts

A: Final = {"content/briefs/a.md": '---\ntitle: A & <b> "c"\n---\nText.\n'}
HEAD: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">'
XLINK: Final = HEAD.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"')


@pytest.fixture
def make_quick_site(make_quick_site: MakeSite) -> MakeSite:
    """Make sites that build quickly, but draw their link preview images."""
    return partial(make_quick_site, social={})


@pytest.fixture
def problem(make_quick_site: MakeSite, build_site: BuildSite) -> Callable[[str], Diagnostic]:
    """Return the error in this social.svg; nothing may be published."""

    def found(layout: str) -> Diagnostic:
        site = build_site(make_quick_site({**A, "layouts/social.svg": layout.encode()}))
        assert site.paths == []
        (diagnostic,) = site.diagnostics
        assert diagnostic.code == "layout"
        assert diagnostic.location.path == "layouts/social.svg"
        assert "content/briefs/a.md" in diagnostic.message
        return diagnostic

    return found


def test_a_layout_of_the_site_draws_the_image(
    make_quick_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    real = social._drawn

    def watched(svg: str, fonts: Iterable[str]) -> bytes:
        drawn.append(svg)
        return real(svg, fonts)

    monkeypatch.setattr(social, "_drawn", watched)
    layout = (
        HEAD + '<rect width="1200" height="630" fill="{{ accent }}"/><desc>{{ title }}|'
        "{{ site_title }}|{{ category }}|{{ authors | join }}|{{ (date | date) if date }}|"
        "{{ language }}|{{ direction }}</desc></svg>"
    )
    root = make_quick_site(
        {
            "content/briefs/a.md": """
                ---
                title: A & <b> "c"
                date: 2026-03-04
                categories: [Trade]
                authors: [Mia Tal]
                language: de
                ---
                Text.
                """,
            "layouts/social.svg": layout,
        },
        theme={"accent": "#7a2e1f"},
    )
    site = build_site(root)
    colours = picture(site.read("/briefs/a/social.png")).getcolors()
    assert colours == [(1200 * 630, (0x7A, 0x2E, 0x1F))]
    (said,) = re.findall("<desc>(.*)</desc>", drawn[0])
    escaped = "A &amp; &lt;b&gt; &#34;c&#34;"
    assert said == f"{escaped}|Test Brief|Trade|Mia Tal|4. März 2026|de|ltr"


def test_an_edited_layout_draws_all_images_again_and_nothing_else(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    briefs = {f"content/briefs/{n}.md": f"---\ntitle: T{n}\n---\nText.\n" for n in range(3)}
    rect = '<rect width="9" height="9" fill="{{ ink }}"/></svg>'
    base = '{% include "mark.svg" %}'
    root = make_quick_site(
        {**briefs, "layouts/social.svg": HEAD + base + rect, "layouts/mark.svg": "<g/>"}
    )
    before = build_site(root).contents
    for name, text in {
        "social.svg": f"{HEAD}{base}</svg>",
        "mark.svg": "<circle r='9' fill='red'/>",
    }.items():
        (root / "layouts" / name).write_text(text)
        site = build_site(root)
        changed = {path for path, data in site.contents.items() if data != before[path]}
        assert changed == {f"briefs/{n}/social.png" for n in range(3)}
        assert site.counts
        assert site.counts.written == 3
        before = site.contents


def test_the_built_in_layout_can_be_changed_in_a_block(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    mark = '{% block mark %}<circle cx="1000" cy="60" r="30" fill="#ff0000"/>{% endblock %}'
    layout = '{% extends "theme/social.svg" %}' + mark
    site = build_site(make_quick_site({**A, "layouts/social.svg": layout}))
    assert site.codes == []
    colour = picture(site.read("/briefs/a/social.png")).getpixel((1000, 60))
    assert isinstance(colour, tuple)
    red, green, _ = colour
    assert red > 200
    assert green < 60


def test_a_misspelt_name_is_reported_at_its_location(problem: Callable[[str], Diagnostic]) -> None:
    wrong = problem(f"{HEAD}\n<desc>{{{{ titel }}}}</desc></svg>")
    assert (wrong.location.span.line, wrong.location.span.column) == (2, 10)
    assert wrong.hint.startswith("did you mean `title`? Available names: ")
    wrong = problem(f"{HEAD}\n\n<text>{{{{ serif.spanz(title) }}}}</text></svg>")
    assert wrong.location.span.line == 3
    assert wrong.message.startswith("a face has no `spanz`")
    assert wrong.hint.startswith("did you mean `spans`? Available names: ")


@pytest.mark.parametrize(
    ("layout", "words", "line"),
    [
        (f"{HEAD}\n<text></svg>", "not valid XML", 1),
        ("no picture", "not valid XML", 1),
        ("", "not valid XML", 1),
        (f"{HEAD}\x07</svg>", "not valid XML", 1),
        ('\n<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', "cannot be drawn", 2),
        (
            '\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
            "proportions of 1200",
            2,
        ),
        (f"{{% if %}}{HEAD}</svg>", "Expected an expression", 1),
        (f"{HEAD}{{{{ serif.fitted(title, 9, 9, []).size }}}}</svg>", "list index", 1),
    ],
)
def test_an_svg_that_cannot_be_drawn_is_reported(
    problem: Callable[[str], Diagnostic], layout: str, words: str, line: int
) -> None:
    wrong = problem(layout)
    assert words in wrong.message
    assert wrong.location.span.line == line
    assert wrong.hint


@pytest.mark.parametrize(
    "tag",
    [
        '<image href="{}" width="9" height="9"/>',
        '<image xlink:href="{}" width="9" height="9"/>',
        '<image x:href="{}" xmlns:x="http://www.w3.org/1999/xlink" width="9" height="9"/>',
        '<use href="{}"/>',
        '<filter id="f"><feImage href="{}"/></filter><rect width="9" height="9" filter="url(#f)"/>',
    ],
)
@pytest.mark.parametrize("end", ["", " "])
def test_an_image_reads_no_file_and_contacts_no_host(
    problem: Callable[[str], Diagnostic], tmp_path: Path, tag: str, end: str
) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (9, 9), "red").save(secret)
    for source in (str(secret), f"file://{secret}", "https://example.org/a.png", "secret.png"):
        wrong = problem(f"{XLINK}\n\n{tag.format(source + end)}</svg>")
        assert "may not load" in wrong.message
        assert wrong.location.span.line == 3


def test_an_image_has_no_entities(problem: Callable[[str], Diagnostic]) -> None:
    kind = '<!DOCTYPE svg [<!ENTITY x "secret.png">]>'
    assert "document type" in problem(f'{kind}{HEAD}<image href="&x;"/></svg>').message
    assert "may not load" in problem(f'{HEAD}<image href="#secret.png"/></svg>').message


def test_an_image_may_embed_another(make_quick_site: MakeSite, build_site: BuildSite) -> None:
    held = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(held, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(held.getvalue()).decode()}"
    image = f'<image id="i" href="{source}" width="90" height="90"/><use href="#i" x="200"/>'
    root = make_quick_site({**A, "layouts/social.svg": f"{HEAD}{image}</svg>"})
    shown = picture(build_site(root).read("/briefs/a/social.png"))
    assert shown.getpixel((45, 45)) == shown.getpixel((245, 45)) == (255, 0, 0)


@pytest.mark.parametrize("script", ["ARABIC", "CYRILLIC", "GREEK", "HEBREW", "LATIN"])
def test_the_fonts_have_the_scripts_for_which_no_warning_comes(script: str) -> None:
    assert script in planner.SCRIPTS
    face = social.Face(*social._SERIF)
    letters = [
        character
        for number in range(0x41, 0x700)
        if (character := chr(number)).isalpha() and unicodedata.name(character).startswith(script)
    ]
    shown = [letter for letter in letters if face.letter(letter)]
    assert len(shown) > 20
    for letter in "稀अがก한":
        assert face.letter(letter) is None
        assert planner._other_script(letter)

"""social.png: what it shows, with any title."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from briefgen.assemble.planners import social as planner
from briefgen.model.diagnostics import Checked, Diagnostic, Location, Span
from briefgen.model.documents import SocialCard
from briefgen.model.moments import Moment
from briefgen.render import social
from briefgen.render.layouts import Layouts
from briefgen.render.social import HEIGHT, WIDTH
from briefgen.render.typesetting import compiler
from briefgen.render.typesetting.compiler import FONTS, Typesetter, TypstInput
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
    "long and dense": "αββγδ γαδβ " * 60,
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


HEBREW: Final = (FONTS / "noto-serif-hebrew-600.ttf").read_bytes()


def made(card: SocialCard, font: bytes = b"") -> Checked[bytes]:
    sources = {"content/a.ttf": font} if font else {}
    inputs = WriterInput(origin=Location("content/briefs/a.md"), layouts=BUILT_IN, sources=sources)
    return social.social_png(card, inputs)


def social_png(card: SocialCard, font: bytes = b"") -> bytes:
    """Return the image of the built-in layout."""
    checked = made(card, font)
    assert checked.diagnostics == ()
    return checked.value


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def words(data: bytes, accent: str = "#0b5d66") -> Image.Image:
    """Return the image in black and white: its words are white."""
    shown = picture(data)
    plain = Image.new("RGB", shown.size, accent)
    return ImageChops.difference(shown, plain).convert("L").point(lambda v: 255 * (v > 24))


def box(data: bytes, accent: str = "#0b5d66") -> tuple[int, int, int, int]:
    """Return the bounding box of the pixels that are not in the accent colour."""
    bounds = words(data, accent).getbbox()
    assert bounds
    return bounds


def title_lines(data: bytes) -> list[tuple[int, int, int]]:
    """Return the left end, the right end and the height of each line of a title.

    The title has no signs above or below each other, such as the dot of an i.
    """
    title = words(data).crop((0, 170, WIDTH, 490))
    rows = [title.crop((0, y, WIDTH, y + 1)).getbbox() for y in range(title.height)]
    lines = [list(filter(None, group)) for has, group in groupby(rows, key=bool) if has]
    return [(min(row[0] for row in line), max(row[2] for row in line), len(line)) for line in lines]


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


@given(text=st.text(max_size=400), language=st.sampled_from(["en", "de", "ar", "zh-TW", "gsw"]))
def test_any_text_can_be_set(text: str, language: str) -> None:
    card = replace(CARD, title=text, site_title=text[::-1], category=text, authors=(text, text[:9]))
    data = social_png(replace(card, language=language))
    assert len(data) <= 60_000
    assert box(data)[0] >= 60, "a j begins before its place"


@pytest.mark.parametrize(
    ("name", "card"),
    [
        ("left-to-right", CARD),
        ("right-to-left", replace(CARD, title=TITLES["arabic"], language="ar", direction="rtl")),
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


def test_the_lines_of_a_title_have_similar_lengths() -> None:
    lines = title_lines(social_png(replace(CARD, title="Our reserves are where no road leads")))
    widths = [right - left for left, right, _ in lines]
    assert len(lines) == 2
    assert min(widths) > 0.7 * max(widths)


def test_a_short_title_is_large_and_a_longer_one_smaller() -> None:
    ((_, _, short),) = title_lines(social_png(replace(CARD, title="Ores")))
    several = title_lines(social_png(replace(CARD, title="Ores or wares " * 9)))
    assert short > 1.3 * several[0][2] > 30
    assert len(several) > 3


def test_a_long_word_is_hyphenated_rather_than_made_small() -> None:
    word = "Rinderkennzeichnungsfleischetikettierungsüberwachungsaufgabe"
    hyphenated = title_lines(social_png(replace(CARD, title=word, language="de")))
    assert len(hyphenated) == 2
    unknown = title_lines(social_png(replace(CARD, title="mno" * 40, language="de")))
    assert len(unknown) >= 3
    assert all(right <= WIDTH - 78 for _, right, _ in (*hyphenated, *unknown))


def test_a_title_has_its_own_direction_at_the_side_of_its_language() -> None:
    latin = replace(CARD, title="One: more", direction="rtl", language="ar")
    ((left, right, _),) = title_lines(social_png(latin))
    assert right > WIDTH - 90
    colon = replace(latin, title="One more")
    ((shorter, _, _),) = title_lines(social_png(colon))
    assert left < shorter, "the colon is within the words, not to the left of them"


# What no font has


def test_signs_that_no_font_has_are_left_out_with_their_spaces() -> None:
    plain = social_png(replace(CARD, title="Rare earths in 2026"))
    for title in (
        "🚀 Rare earths 👩‍🔬 ♻️ in 2026 🇪🇺",
        "Rare\u0007 earths in 2026",
        "Rare earths in 2026 ꙰",
    ):
        assert social_png(replace(CARD, title=title)) == plain
    keycap = social_png(replace(CARD, title="Rule 1️⃣"))
    assert keycap == social_png(replace(CARD, title="Rule 1"))


def test_a_title_that_no_font_can_show_is_replaced_by_the_site_name() -> None:
    named = social_png(replace(CARD, title="🚀"))
    for title in ("稀土", "दुर्लभ मृदा", "Rare earths (稀土)"):
        assert social_png(replace(CARD, title=title)) == named


def test_names_are_separated_as_their_language_does_if_a_font_has_the_sign() -> None:
    card = replace(CARD, language="ar", direction="rtl", date=None)
    assert social_png(card) != social_png(replace(card, language="he"))
    chinese = replace(CARD, language="zh", date=None)
    assert social_png(chinese) == social_png(replace(chinese, language="ko"))


def test_a_site_can_add_a_font_for_its_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for font in FONTS.glob("*.ttf"):
        if "hebrew" not in font.name:
            (tmp_path / font.name).write_bytes(font.read_bytes())
    monkeypatch.setattr(compiler, "FONTS", tmp_path)
    monkeypatch.setattr(social, "_OTHERS", ("Noto Naskh Arabic",))
    compiler._faces.cache_clear()
    card = replace(CARD, title=TITLES["hebrew"], direction="rtl", language="he", date=None)
    named = social_png(replace(card, title=""))
    try:
        assert social_png(card) == named
        assert social_png(card, HEBREW) != named
    finally:
        compiler._faces.cache_clear()


def test_a_file_that_is_no_font_is_reported_and_not_used() -> None:
    checked = made(CARD, b"wOF2 is for browsers")
    assert checked.value == social_png(CARD)
    (warning,) = checked.diagnostics
    assert (warning.code, warning.location.path) == ("card-font", "content/a.ttf")


# Colours


@pytest.mark.parametrize("accent", ["#0b5d66", "#ffd400", "#fff", "#7a2e1f", "#000000"])
def test_the_palette_has_the_colours_of_the_layout(accent: str) -> None:
    data = social.card_data(CARD, accent, social._ink(accent))
    given = TypstInput(data=data, origin=Location("a"))
    (direct,) = Typesetter(Path("nowhere")).png(social.LAYOUT, given, 96).value
    with_palette = social_png(replace(CARD, accent=accent))
    assert len(with_palette) < 0.6 * len(direct)
    difference = ImageChops.difference(picture(direct), picture(with_palette))
    assert difference.point(lambda value: max(value - 2, 0)).getbbox() is None


def test_text_is_legible_on_any_accent() -> None:
    for accent, ink in (("#0b5d66", (255, 255, 255)), ("#ffd400", (17, 24, 29)), ("#fff", None)):
        counted = picture(social_png(replace(CARD, accent=accent))).getcolors(4096)
        assert counted
        colours = {colour: count for count, colour in counted if isinstance(colour, tuple)}
        paper = max(colours, key=lambda each: (colours[each], each))
        darkest, lightest = min(colours), max(colours)
        shown = lightest if sum(paper) < 384 else darkest
        assert sum(abs(a - b) for a, b in zip(shown, ink or (17, 24, 29), strict=True)) < 30


# Whole sites


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


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[TypstInput]:
    """Record what images are set from."""
    inputs: list[TypstInput] = []
    real = Typesetter.png

    def recorded(
        typesetter: Typesetter, layout: str, given: TypstInput, ppi: float
    ) -> Checked[list[bytes]]:
        inputs.append(given)
        return real(typesetter, layout, given, ppi)

    monkeypatch.setattr(Typesetter, "png", recorded)
    return inputs


def test_an_image_is_drawn_again_only_when_its_text_changes(
    make_quick_site: MakeSite, build_site: BuildSite, drawn: list[TypstInput]
) -> None:
    briefs = {f"content/briefs/{n}.md": f"---\ntitle: T{n}\n---\nText.\n" for n in range(3)}
    root = make_quick_site(briefs)
    build_site(root)
    assert len(drawn) == 3
    build_site(root)
    make_quick_site({"content/briefs/0.md": "---\ntitle: T0\n---\nOther text.\n"})
    build_site(root)
    assert len(drawn) == 3
    make_quick_site({"content/briefs/0.md": "---\ntitle: Another title\n---\nOther text.\n"})
    build_site(root)
    assert len(drawn) == 4
    build_site(root, output=root / "elsewhere")
    assert len(drawn) == 4, "images are kept in the cache"


def test_a_font_that_is_missing_or_none_is_reported(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": "---\ntitle: 'A'\n---\nText.\n",
        "content/briefs/b.md": "---\ntitle: 'B'\n---\nText.\n",
        "content/own.ttf": HEBREW,
        "content/own.woff2": b"wOF2",
    }
    assert build_site(make_site(files, social={"font": "/own.ttf"})).codes == []
    assert build_site(make_site(files, social={"font": "/own.woff2"})).codes == ["card-font"]
    assert build_site(make_site(files, social={"font": "/other.ttf"})).codes == ["broken-link"]


# A site's own layouts

A: Final = {"content/briefs/a.md": "---\ntitle: 'A $b$ #c'\n---\nText.\n"}
PAGE: Final = "set page(width: 900pt, height: 472.5pt, margin: 0pt, fill: rgb(card.accent))"


def layout(code: str) -> str:
    return f"#let social(card) = {{\n  {PAGE}\n  {code}\n}}\n"


@pytest.fixture
def make_quick_site(make_quick_site: MakeSite) -> MakeSite:
    """Make sites that build quickly, but draw their link preview images."""
    return partial(make_quick_site, social={})


@pytest.fixture
def problem(make_quick_site: MakeSite, build_site: BuildSite) -> Callable[[str], Diagnostic]:
    """Return the error in this social.typ; nothing may be published."""

    def found(text: str) -> Diagnostic:
        site = build_site(make_quick_site({**A, "layouts/social.typ": text.encode()}))
        assert site.paths == []
        (diagnostic,) = site.diagnostics
        assert diagnostic.code == "layout"
        assert diagnostic.location.path == "layouts/social.typ"
        assert "content/briefs/a.md" in diagnostic.message
        return diagnostic

    return found


def test_a_layout_of_the_site_draws_the_image(
    make_quick_site: MakeSite, build_site: BuildSite, drawn: list[TypstInput]
) -> None:
    root = make_quick_site(
        {
            "content/briefs/a.md": """
                ---
                title: A & <b> "c"
                date: 2026-03-04
                categories: [Trade]
                authors: [Mia Tal]
                language: de-AT
                ---
                Text.
                """,
            "layouts/social.typ": layout("none"),
        },
        theme={"accent": "#7a2e1f"},
    )
    site = build_site(root)
    colours = picture(site.read("/briefs/a/social.png")).getcolors()
    assert colours == [(1200 * 630, (0x7A, 0x2E, 0x1F))]
    (given,) = drawn
    fonts = given.data["fonts"]
    assert {**given.data, "fonts": None} == {
        "title": 'A & <b> "c"',
        "site_title": "Test Brief",
        "category": "Trade",
        "authors": ["Mia Tal"],
        "date": "4. März 2026",
        "lang": "de",
        "region": "AT",
        "direction": "ltr",
        "accent": "#7a2e1f",
        "ink": "#ffffff",
        "fonts": None,
    }
    assert (fonts["serif"][0], fonts["sans"][0]) == ("Briefgen Display", "Briefgen Sans")


def test_an_edited_layout_draws_all_images_again_and_nothing_else(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    briefs = {f"content/briefs/{n}.md": f"---\ntitle: T{n}\n---\nText.\n" for n in range(3)}
    show = '#import "marks/a.typ": mark\n'
    root = make_quick_site(
        {
            **briefs,
            "layouts/social.typ": show + layout("mark"),
            "layouts/marks/a.typ": "#let mark = none",
        }
    )
    before = build_site(root).contents
    for name, text in {
        "social.typ": show + layout("rect(fill: red) + mark"),
        "marks/a.typ": "#let mark = circle(fill: red)",
    }.items():
        (root / "layouts" / name).write_text(text)
        site = build_site(root)
        changed = {path for path, data in site.contents.items() if data != before[path]}
        assert changed == {f"briefs/{n}/social.png" for n in range(3)}
        assert site.counts
        assert site.counts.written == 3
        before = site.contents


@pytest.mark.parametrize("slot", ["mark", "background"])
def test_the_built_in_layout_can_be_extended(
    make_quick_site: MakeSite, build_site: BuildSite, slot: str
) -> None:
    extend = '#import "theme/social.typ": social as built-in, px\n'
    mark = "place(dx: 900 * px, dy: 30 * px, rect(width: 200 * px, height: 60 * px, fill: red))"
    text = f"{extend}#let social(card) = built-in(card, {slot}: {mark})"
    site = build_site(make_quick_site({**A, "layouts/social.typ": text}))
    assert site.codes == []
    shown = picture(site.read("/briefs/a/social.png"))
    assert shown.getpixel((1000, 60)) == (255, 65, 54)
    assert shown.getpixel((600, 10)) == picture(social_png(CARD)).getpixel((600, 10))


def test_a_photograph_behind_the_words_has_few_colours(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    photograph = Image.effect_noise((1200, 630), 90).convert("RGB")
    data = io.BytesIO()
    Image.blend(
        photograph, Image.radial_gradient("L").resize((1200, 630)).convert("RGB"), 0.6
    ).save(data, "PNG")
    show = 'image("photographs/harbour.png", width: 100%)'
    files: dict[str, str | bytes] = {
        **A,
        "layouts/photographs/harbour.png": data.getvalue(),
        "layouts/social.typ": layout(show),
    }
    site = build_site(make_quick_site(files))
    assert site.codes == []
    shown = picture(site.read("/briefs/a/social.png"))
    assert 16 < len(shown.getcolors(1 << 24) or ()) <= 256
    difference = ImageChops.difference(shown, picture(data.getvalue())).convert("L")
    assert sum(n * count for n, count in enumerate(difference.histogram())) / (1200 * 630) < 8


def test_a_misspelt_name_is_reported_at_its_location(problem: Callable[[str], Diagnostic]) -> None:
    wrong = problem(layout("card.titel"))
    assert wrong.location.span == Span(3, 8, 5)
    assert wrong.hint.startswith("did you mean `title`? Available names: ")


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        (layout("card.title\n  pagebreak()"), "the image has 2 pages", 1),
        ("\n" + layout("none").replace("900", "450"), "the image has 600 by 630 pixels", 2),
        ("#let card(data) = none", "the layout has no function `social`", 1),
        ("", "the layout has no function `social`", 1),
        (layout('read("../site.yaml")'), "a layout can only read files in layouts/", 3),
        (layout("[*a]"), "unclosed delimiter", 3),
    ],
)
def test_an_image_that_cannot_be_drawn_is_reported(
    problem: Callable[[str], Diagnostic], text: str, message: str, line: int
) -> None:
    wrong = problem(text)
    assert wrong.message.startswith(message)
    assert wrong.location.span.line == line
    assert wrong.hint


def test_the_layout_of_an_earlier_version_is_reported(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    site = build_site(make_quick_site({**A, "layouts/social.svg": "<svg/>"}))
    (warning,) = site.diagnostics
    assert (warning.code, warning.location.path) == ("unused-layout", "layouts/social.svg")
    assert "social.typ" in warning.hint
    assert "briefs/a/social.png" in site.paths
    used = layout('image("social.svg")')
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
    files = {**A, "layouts/social.svg": svg, "layouts/social.typ": used}
    assert build_site(make_quick_site(files)).codes == []


# Fonts


def lacking(tmp_path: Path, characters: str, code: str) -> str:
    """Return those of the characters for which this Typst code is true."""
    (tmp_path / "layouts").mkdir(exist_ok=True)
    (tmp_path / "layouts/note.typ").write_text(
        '#import "/partials/fitting.typ": style, unusual\n'
        "#let note(data) = context {\n"
        "  let has(c) = measure(style(data.fonts, 600, 40pt, ltr)(c)).width > 0pt\n"
        f"  panic(data.characters.filter(c => {code}).join())\n}}"
    )
    data: dict[str, Any] = social.card_data(CARD, "#000000", "#ffffff")
    given = {"characters": list(characters), "fonts": data["fonts"]["serif"]}
    typst = TypstInput(data=given, origin=Location("a"))
    (diagnostic,) = Typesetter(tmp_path).png("note.typ", typst, 96).diagnostics
    return diagnostic.message.removesuffix(" (while rendering a)").partition("with: ")[2]


def test_the_fonts_have_all_characters_that_are_not_tested_one_by_one(tmp_path: Path) -> None:
    some = map(chr, range(0x20, 0x3000))
    characters = "".join(c for c in some if unicodedata.category(c)[0] in "LNPSZ")
    assert lacking(tmp_path, characters, "c.match(unusual) == none and not has(c)") == "none"


@pytest.mark.parametrize("script", ["ARABIC", "CYRILLIC", "GREEK", "HEBREW", "LATIN"])
def test_the_fonts_have_the_scripts_for_which_no_warning_comes(tmp_path: Path, script: str) -> None:
    assert script in planner.SCRIPTS
    letters = "".join(
        character
        for number in range(0x41, 0x700)
        if (character := chr(number)).isalpha() and unicodedata.name(character).startswith(script)
    )
    assert len(lacking(tmp_path, letters, "has(c)")) > 20
    for letter in "稀अがก한":
        assert lacking(tmp_path, letter, "has(c)") == "none"
        assert planner._other_script(letter)

"""social.png: what it shows, and that no title spoils it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image, ImageChops

from briefgen.model.documents import SocialCard
from briefgen.model.moments import Moment
from briefgen.render import social
from briefgen.render.social import HEIGHT, WIDTH, social_png

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

DATE: Final = Moment(datetime(2026, 3, 4, tzinfo=UTC))
CARD: Final = SocialCard(
    title="Two bases: why Baotou and Ganzhou still set the price of magnets",
    site="Critical Minerals Brief",
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


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def box(data: bytes, accent: str = "#0b5d66") -> tuple[int, int, int, int]:
    """Return the part of a picture that is not of the plain colour."""
    shown = picture(data)
    plain = Image.new("RGB", shown.size, accent)
    difference = ImageChops.difference(shown, plain).convert("L").point(lambda v: 255 * (v > 24))
    found = difference.getbbox()
    assert found
    return found


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_any_title_gives_a_small_picture_of_the_right_size_within_its_edges(title: str) -> None:
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


def test_equal_words_give_equal_bytes() -> None:
    assert social_png(CARD) == social_png(replace(CARD))


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another"},
        {"site": "Another"},
        {"category": ""},
        {"authors": ("Mia Tal",)},
        {"date": None},
        {"language": "de"},
        {"accent": "#7a2e1f"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_each_part_is_seen(changed: dict[str, object]) -> None:
    assert social_png(replace(CARD, **changed)) != social_png(CARD)


def test_the_longest_title_is_cut_between_words_and_keeps_its_begin() -> None:
    face = social._Face(*social._SERIF, b"")
    size, lines = social._fitted(face, face.shown(LONG))
    assert lines[0].startswith("The European act")
    assert lines[-1].endswith("…")
    assert set(lines[-1].rstrip("…").split()) <= set(LONG.split()) | {
        word.rstrip(",?") for word in LONG.split()
    }
    assert len(lines) * size < HEIGHT / 2


def test_a_title_in_two_lines_has_them_about_as_long() -> None:
    face = social._Face(*social._SERIF, b"")
    size, lines = social._fitted(face, "Deposits are not supply, nor are mines")
    widths = [face.width(line, size) for line in lines]
    assert len(lines) == 2
    assert min(widths) > 0.7 * max(widths)


def test_a_script_that_no_font_has_leaves_the_site_name_in_its_place() -> None:
    chinese = social_png(replace(CARD, title="稀土", category="", authors=(), date=None))
    named = social_png(
        replace(CARD, title=CARD.site, site=CARD.site, category="", authors=(), date=None)
    )
    assert box(chinese)[0] == box(named)[0]
    face = social._Face(*social._SERIF, b"")
    assert face.shown("稀土") == face.shown("दुर्लभ") == ""
    assert face.shown("🚀 Rare earths ♻️") == "Rare earths"


def test_the_site_can_bring_a_font_for_its_script() -> None:
    font = (social._FONTS / "noto-serif-hebrew-600.ttf").read_bytes()
    latin = social._Face(600, ("literata-600.ttf",), b"")
    both = social._Face(600, ("literata-600.ttf",), font)
    assert latin.shown("מדיניות") == ""
    assert both.shown("מדיניות") == "מדיניות"
    assert social_png(CARD, (), b"no font at all") == social_png(CARD)


def test_words_can_be_read_on_any_accent() -> None:
    for accent, ink in (("#0b5d66", (255, 255, 255)), ("#ffd400", (17, 24, 29)), ("#fff", None)):
        colours = picture(social_png(replace(CARD, accent=accent))).getcolors(4096)
        assert colours
        paper = max(colours)[1]
        darkest, lightest = min(c for _, c in colours), max(c for _, c in colours)
        shown = lightest if sum(paper) < 384 else darkest
        assert sum(abs(a - b) for a, b in zip(shown, ink or (17, 24, 29), strict=True)) < 30


def test_each_brief_has_its_picture_beside_it_and_names_it(
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


def test_a_picture_is_drawn_again_only_when_its_words_change(
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


def test_a_font_of_the_site_that_is_not_there_is_told(
    make_site: MakeSite, build_site: BuildSite
) -> None:
    font = (social._FONTS / "noto-serif-hebrew-600.ttf").read_bytes()
    files = {"content/briefs/a.md": "---\ntitle: 'A'\n---\nText.\n", "content/own.ttf": font}
    assert build_site(make_site(files, social={"font": "/own.ttf"})).codes == []
    assert build_site(make_site(files, social={"font": "/other.ttf"})).codes == ["broken-link"]

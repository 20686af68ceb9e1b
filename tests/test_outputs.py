"""A new kind of output needs a planner, a writer and an entry, and nothing else."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from briefgen.assemble import planners
from briefgen.assemble.views import Views
from briefgen.model import views as all_views
from briefgen.model.addresses import output_path
from briefgen.model.diagnostics import Checked
from briefgen.model.outputs import Output, Written
from briefgen.model.site import Site
from briefgen.model.views import VIEWS, View
from briefgen.render import formats
from briefgen.render.formats import Format, Stamp
from briefgen.render.text.for_feed import PageContext, for_feed
from briefgen.render.writers import Writer, WriterInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import BuildSite, MakeSite

FILES: Final = ("content/a.csv", "content/b.csv")
BRIEF: Final = "---\ntitle: Two bases\n---\nThe [total](/briefs/two-bases/total.txt) is {}."


# A new kind of output


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of all numbers in some files, for a brief."""

    title: str


def urls(site: Site) -> Iterable[str]:
    return (f"{each.url}total.txt" for each in site.briefs)


def outputs(views: Views) -> Iterator[Output]:
    for published in views.site.briefs:
        brief = published.brief
        passage = views.links.passage(brief)
        assert passage is not None
        path = output_path(f"{published.url}total.txt")
        yield Written(path, "total", Total(brief.title), brief.location_of(), (passage,), FILES)


def write_plain(document: Total, inputs: WriterInput) -> Checked[bytes]:
    return Checked(f"{document.title}: {sum(map(int, inputs.sources.values()))}".encode())


PLACE: Final = PageContext("https://example.org/", str)


def write(document: Total, inputs: WriterInput) -> Checked[bytes]:
    line = inputs.layouts.render_text("total.txt", {"name": document.title}, inputs.origin)
    total = sum(map(int, inputs.sources.values()))
    return Checked(
        f"{line.value}: {total} {for_feed(inputs.texts[0], PLACE)}".encode(), line.diagnostics
    )


TOTAL: Final = Format(
    name="total",
    document=Total,
    writer=f"{__name__}:write",
    theme="total.txt",
    weight=3,
    shares_work=True,
)


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Add the new kind of output, with other fields of its format."""

    def add(**fields: Any) -> None:
        form = Format(**{name: getattr(TOTAL, name) for name in TOTAL.__slots__} | fields)
        monkeypatch.setattr(formats, "FORMATS", {**formats.FORMATS, form.name: form})
        planner = SimpleNamespace(outputs=outputs, urls=urls)
        monkeypatch.setattr(planners, "PLANNERS", (planner, *planners.PLANNERS))

    return add


def test_a_new_kind_of_output_needs_no_other_change(
    make_quick_site: MakeSite, build_site: BuildSite, register: Callable[..., None]
) -> None:
    files = {
        "content/briefs/two-bases.md": BRIEF.format(5),
        "content/a.csv": "2", "content/b.csv": "3", "layouts/total.txt": "Total of {{ name }}",
    }  # fmt: skip
    register()
    root = make_quick_site(files)
    site = build_site(root)
    # The link to the file leads somewhere. A real kind would have its layout in the theme.
    assert site.codes == ["unused-layout"]
    text = site.read("/briefs/two-bases/total.txt").decode()
    assert text.startswith("Total of Two bases: 5 <p>The <a")
    for change, expected in (
        ({"content/b.csv": "40"}, "Total of Two bases: 42 "),
        ({"layouts/total.txt": "Sum of {{ name }}"}, "Sum of Two bases: 42 "),
        ({"content/briefs/two-bases.md": BRIEF.format(42)}, "is 42."),
    ):
        make_quick_site(change)
        assert expected in build_site(root).read("/briefs/two-bases/total.txt").decode()


def test_results_are_kept_if_the_format_says_so(
    make_quick_site: MakeSite,
    build_site: BuildSite,
    register: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {
        "content/briefs/two-bases.md": BRIEF.format(5),
        "content/a.csv": "2", "content/b.csv": "3",
    }  # fmt: skip
    register(
        theme="", writer=f"{__name__}:write_plain", cache_stamp=Stamp(("briefgen.render.exports",))
    )
    root = make_quick_site(files)
    first = build_site(root).contents
    for path in root.glob(".briefgen/*.sqlite*"):
        path.unlink()
    imported = formats._imported

    def imported_others(name: str) -> Writer:
        assert not name.endswith(":write_plain")
        return imported(name)

    monkeypatch.setattr(formats, "_imported", imported_others)
    assert build_site(root, clean=True).contents == first


# A file that uses the bytes of others


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large some other files are."""


def write_sizes(_: Sizes, inputs: WriterInput) -> Checked[bytes]:
    return Checked(" ".join(f"{path}={len(data)}" for path, data in inputs.used.items()).encode())


SIZES: Final = Format("sizes", Sizes, f"{__name__}:write_sizes", cache_stamp=Stamp(()))


def with_sizes(views: Views) -> Iterator[Output]:
    """Plan the totals, their sizes, and the size of the file of sizes."""
    totals = [each for each in outputs(views) if isinstance(each, Written)]
    origin = totals[0].origin
    sizes = Written("sizes.txt", "sizes", Sizes(), origin, uses=tuple(totals))
    yield Written("size.txt", "sizes", Sizes(), origin, uses=(sizes,))
    yield from (sizes, *totals)


@pytest.fixture
def sized(register: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    register(cache_stamp=Stamp(()))
    monkeypatch.setattr(formats, "FORMATS", {**formats.FORMATS, SIZES.name: SIZES})
    planner = SimpleNamespace(outputs=with_sizes, urls=urls)
    monkeypatch.setattr(planners, "PLANNERS", (planner, *planners.PLANNERS[1:]))


@pytest.mark.usefixtures("sized")
def test_a_file_may_use_the_bytes_of_others(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    files = {
        "content/briefs/two-bases.md": BRIEF.format(5),
        "content/a.csv": "2", "content/b.csv": "3", "layouts/total.txt": "Total of {{ name }}",
    }  # fmt: skip
    root = make_quick_site(files)
    for change in (
        {},
        {"content/b.csv": "40000"},
        {"layouts/total.txt": "Sum of {{ name }}"},
        {"content/briefs/two-bases.md": BRIEF.format("more than 42")},
    ):
        make_quick_site(change)
        site = build_site(root)
        size = len(site.read("/briefs/two-bases/total.txt"))
        sizes = f"briefs/two-bases/total.txt={size}".encode()
        assert site.read("/sizes.txt") == sizes
        assert site.read("/size.txt") == f"sizes.txt={len(sizes)}".encode()
        contents = site.contents
        shutil.rmtree(root / ".briefgen")
        assert build_site(root, clean=True).contents == contents


@pytest.mark.usefixtures("sized")
def test_a_file_that_could_not_be_made_is_reported_once(
    make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    root = make_quick_site(
        {
            "content/briefs/two-bases.md": BRIEF.format(5),
            "content/a.csv": "2",
            "content/b.csv": "3",
            "layouts/total.txt": "Total of {{ names }}",
        }
    )
    assert build_site(root).codes.count("layout") == 1


# All kinds of output


def test_each_view_has_a_layout() -> None:
    kinds = {kind for kind in vars(all_views).values() if isinstance(kind, type)}
    assert set(VIEWS.values()) == {kind for kind in kinds if issubclass(kind, View)} - {View}


def test_the_order_of_planners_has_no_meaning(
    make_site: MakeSite, build_site: BuildSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO()
    Image.linear_gradient("L").resize((700, 90)).save(data, "PNG")
    files: dict[str, str | bytes] = {
        "content/briefs/a.md": "---\ntitle: A\nauthors: [mia]\naliases: [/old/]\n---\n![A](/a.png)",
        "content/briefs/b.md": "---\ntitle: B\nimage: {src: /b.png, alt: B}\n---\nText.",
        "content/authors/mia.md": "---\nname: Mia Tal\n---\n![C](/c.png)",
        **{f"content/{name}.png": data.getvalue() for name in "abc"},
    }
    in_order = build_site(make_site(files, "in order"))
    assert in_order.codes == []
    assert "assets/a-700" in " ".join(in_order.paths)
    shuffled = list(planners.PLANNERS)
    Random(12).shuffle(shuffled)
    for number, order in enumerate((shuffled, planners.PLANNERS[::-1])):
        monkeypatch.setattr(planners, "PLANNERS", tuple(order))
        assert build_site(make_site(files, f"shuffled {number}")).contents == in_order.contents

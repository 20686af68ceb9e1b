"""The preview follows changes, and never loses the last good pages."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefgen.model.diagnostics import Checked
from briefgen.pipeline import Build, BuildOptions, build
from briefgen.pipeline.planning.rows import Planned
from briefgen.serve import preview as preview_module
from briefgen.serve import server, watch
from briefgen.serve.preview import Preview, State
from tests.support.exhaustive import exhaustive

if TYPE_CHECKING:
    from tests.conftest import MakeSite
    from tests.serve.conftest import Serve, Served

PATIENCE = 60.0
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def brief(title: str, text: str = "Text.") -> str:
    return f"---\ntitle: {title}\ncategories: [Trade]\n---\n{text}"


@pytest.fixture
def root(make_quick_site: MakeSite) -> Path:
    return make_quick_site(
        {
            "content/briefs/a.md": brief("First"),
            "content/briefs/b.md": brief("Second", "[to a](a.md)"),
            "content/data.csv": "1",
        }
    )


@pytest.fixture
def served(root: Path, serve: Serve) -> Served:
    return serve(root)


# Changes


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        ("content/briefs/a.md", brief("Changed"), "Changed</bdi></h1>"),
        ("content/briefs/b.md", brief("Other second"), "Other second</bdi></a>"),
        ("site.yaml", "title: Other name\nbase_url: https://example.org", "Other name"),
        ("layouts/brief.html", "<p>A custom layout</p></body>", "A custom layout"),
        ("layouts/partials/footer.html", "<p>A custom footer</p>", "A custom footer"),
        ("layouts/assets/own.css", "p { color: red }", "First</bdi></h1>"),
    ],
    ids=["text", "another brief", "settings", "layout", "partial", "asset"],
)
def test_a_change_shows_after_a_reload(
    served: Served, make_site: MakeSite, root: Path, path: str, text: str, shown: str
) -> None:
    (root / "layouts").mkdir(exist_ok=True)
    before = served.ask("/briefs/a/")
    version = served.reloaded(lambda: write(root / path, text))
    after = served.ask("/briefs/a/")
    assert shown in after.text
    assert after.version != before.version
    assert version.startswith(after.version.partition("-")[0])


def write(place: Path, text: str) -> None:
    """Save a file atomically, so that one save is one change."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.new")
    beside.write_text(text)
    beside.replace(place)


def test_the_channel_sends_the_version_of_the_page_and_then_the_next(
    served: Served, root: Path
) -> None:
    with served.channel() as lines:
        assert next(lines) == f"data: {served.ask('/').version}"
        write(root / "content/data.csv", "2")
        assert next(lines) == f"data: {served.ask('/').version}"
    assert served.ask("/data.csv").body == b"2"


def test_the_channel_stays_open_while_nothing_happens(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_HEARTBEAT", 0.01)
    with served.channel() as lines:
        assert [next(lines)[:4] for _ in range(3)] == ["data", ": st", ": st"]


def test_the_channel_closes_with_the_preview(root: Path, serve: Serve) -> None:
    served = serve(root)
    with served.channel() as lines:
        next(lines)
        served.stop()
        assert list(lines)[1:] == []


def test_a_client_that_disconnects_is_removed(served: Served, root: Path) -> None:
    with served.channel() as lines:
        next(lines)
    served.reloaded(lambda: write(root / "content/data.csv", "2"))
    assert served.ask("/data.csv").body == b"2"


def test_new_and_deleted_files_are_noticed(served: Served, root: Path) -> None:
    served.reloaded(lambda: write(root / "content/briefs/new/index.md", brief("New")))
    assert "New</bdi></h1>" in served.ask("/briefs/new/").text
    served.reloaded((root / "content/briefs/new/index.md").unlink)
    assert served.ask("/briefs/new/").status == 404


@pytest.mark.parametrize("beside", ["a.md~", ".a.md.swp", "#a.md#", "a.tmp", ".a.md.Xy12"])
def test_a_save_by_renaming_is_one_save(served: Served, root: Path, beside: str) -> None:
    place = root / "content/briefs/a.md"
    line_count = len(served.screen.lines)

    def save() -> None:
        write(place.with_name(beside), brief("Renamed"))
        place.with_name(beside).replace(place)

    served.reloaded(save)
    assert "Renamed</bdi></h1>" in served.ask("/briefs/a/").text
    assert rebuilt(served, line_count) in ("content/briefs/a.md", "site")


def test_temporary_files_of_editors_are_ignored(served: Served, root: Path) -> None:
    line_count = len(served.screen.lines)
    for name in ("a.md~", ".a.md.swp", "#a.md#", "a.swx", "a.tmp"):
        write(root / "content/briefs" / name, "half")
    served.reloaded(lambda: write(root / "content/data.csv", "2"))
    assert rebuilt(served, line_count) in ("content/data.csv", "site")


def rebuilt(served: Served, line_count: int) -> str:
    """Return what the one rebuild since then was for; the first may not name a file."""
    served.screen.wait_for("rebuilt", after=line_count)
    (line,) = served.screen.lines[line_count:]
    return str(line.partition(":")[0])


def test_a_folder_created_later_is_watched(served: Served, root: Path) -> None:
    # Immediately: files already in the folder when its watch starts must not be missed.
    served.reloaded(lambda: write(root / "layouts/brief.html", "<p>one</p></body>"))
    assert "<p>one</p>" in served.ask("/briefs/a/").text
    served.reloaded(lambda: write(root / "layouts/brief.html", "<p>two</p></body>"))
    assert "<p>two</p>" in served.ask("/briefs/a/").text


def test_a_replaced_folder_is_watched(served: Served, root: Path) -> None:
    write(root / "other/briefs/c.md", brief("Third"))

    def replace() -> None:
        (root / "content").rename(root / "former")
        (root / "other").rename(root / "content")

    with served.channel() as lines:
        next(lines)
        replace()
        while served.ask("/briefs/c/").status != 200:
            next(lines)
        write(root / "content/briefs/c.md", brief("Fourth"))
        while "Fourth</bdi></h1>" not in served.ask("/briefs/c/").text:
            next(lines)


def test_a_site_can_be_created_while_the_preview_runs(tmp_path: Path, serve: Serve) -> None:
    served = serve(tmp_path)
    reply = served.ask("/")
    assert reply.status == 500
    assert "there is no site.yaml in this folder" in reply.text
    with served.channel() as lines:
        next(lines)
        write(tmp_path / "content/briefs/a.md", brief("First"))
        write(tmp_path / "site.yaml", "title: Begun\nbase_url: https://example.org")
        while served.ask("/briefs/a/").status != 200:
            next(lines)


def test_many_changes_at_once_cause_one_rebuild(
    served: Served, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, written, again = threading.Event(), threading.Event(), threading.Event()
    looks: list[int] = []  # checks of everything, which come with time and not with changes
    refresh = Preview.refresh

    def counted(self: Preview, changed: Collection[str] | None = None) -> State:
        looks.extend([] if changed else [1])
        return refresh(self, changed)

    monkeypatch.setattr(Preview, "refresh", counted)

    def wait() -> None:
        begun.set()
        assert written.wait(PATIENCE)

    served.before_build = wait
    write(root / "content/data.csv", "2")
    assert begun.wait(PATIENCE)
    builds = served.builds
    looks.clear()
    for number in range(500):
        write(root / f"content/briefs/{number}.md", brief(f"Number {number}"))
    served.before_build = again.set
    written.set()
    assert again.wait(PATIENCE)
    served.reloaded(lambda: write(root / "content/data.csv", "3"))
    assert "Number 499</bdi></h1>" in served.ask("/briefs/499/").text
    # A slow machine may see two bursts.
    assert served.builds - len(looks) <= builds + 3
    bursts = [line for line in served.screen.lines if "files changed: rebuilt" in line]
    assert len(bursts) in (1, 2), bursts


# Changes that a watch misses


@pytest.fixture
def deaf_to_b(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the watch miss changes of one file."""
    hears = watch._is_ours
    monkeypatch.setattr(
        watch, "_is_ours", lambda kind, path: hears(kind, path) and not path.endswith("b.md")
    )


@pytest.mark.usefixtures("deaf_to_b")
@pytest.mark.parametrize(
    ("quiet", "latest"), [(0.2, 60.0), (60.0, 0.2)], ids=["when idle", "at the latest"]
)
def test_a_change_missed_by_the_watch_is_shown_later(
    root: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch, quiet: float, latest: float
) -> None:
    monkeypatch.setattr(watch, "_QUIET", quiet)
    monkeypatch.setattr(watch, "_LATEST", latest)
    served = serve(root)
    with served.channel() as lines:
        next(lines)
        write(root / "content/briefs/b.md", brief("Missed"))
        write(root / "content/briefs/a.md", brief("Heard"))
        while "Missed</bdi></h1>" not in served.ask("/briefs/b/").text:
            next(lines)
    assert "Heard</bdi></h1>" in served.ask("/briefs/a/").text


def test_a_scheduled_brief_appears_when_it_is_due(root: Path, serve: Serve) -> None:
    soon = NOW + timedelta(seconds=0.5)
    text = f"---\ntitle: Late\nembargo: {soon.isoformat()}\n---\nText."
    write(root / "content/briefs/late.md", text)
    served = serve(root)
    with served.channel() as lines:
        next(lines)
        assert served.ask("/briefs/late/").status == 404
        served.now = soon
        next(lines)
    assert served.ask("/briefs/late/").status == 200


class Circle:
    """Garbage that only the cycle collector finds."""

    def __init__(self) -> None:
        self.itself = self


def test_memory_is_freed_when_idle(
    served: Served, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_QUIET", 0.1)
    gc.disable()  # in effect what a build does
    try:
        left = weakref.ref(Circle())
        served.reloaded(lambda: write(root / "content/data.csv", "2"))
        deadline = time.monotonic() + PATIENCE
        while left() is not None:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        gc.enable()


# Errors

HALF = "---\ntitle: Half\nda"


def test_an_incomplete_file_is_reported_over_the_pages_until_it_is_complete(
    served: Served, root: Path
) -> None:
    served.reloaded(lambda: write(root / "content/briefs/a.md", HALF))
    for page, status in {"/": 200, "/briefs/b/": 200, "/categories/": 200, "/gone/": 404}.items():
        reply = served.ask(page)
        assert reply.status == status
        assert " errors This is the last good page." in reply.words
        assert "the front matter that begins here has no closing line ---" in reply.text
    assert served.ask("/data.csv").body == b"1"
    served.screen.wait_for(": failed; still showing the last good pages")
    assert "front-matter-unclosed" in [diagnostic.code for diagnostic in served.screen.shown]
    served.reloaded(lambda: write(root / "content/briefs/a.md", brief("Whole")))
    assert "Whole</bdi></h1>" in served.ask("/briefs/a/").text
    assert "briefgen-panel" not in served.ask("/briefs/a/").text


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("site.yaml", "title: [x", "unclosed bracket"),
        ("site.yaml", "title: x", "base_url is missing"),
        ("content/briefs/c.md", brief("C", "[x](gone.md)"), "gone.md"),
        ("content/briefs/A.md", brief("Another first"), "would both be published at /briefs/a/"),
    ],
    ids=["broken settings", "incomplete settings", "a broken link", "a duplicate URL"],
)
def test_any_error_is_shown_over_the_page(
    served: Served, root: Path, path: str, text: str, words: str
) -> None:
    served.reloaded(lambda: write(root / path, text))
    reply = served.ask("/briefs/b/")
    assert reply.status == 200
    assert words in reply.words
    assert "Second</bdi></h1>" in reply.text


def test_each_problem_in_the_panel_names_what_was_meant(served: Served, root: Path) -> None:
    links = "\n\n".join("[x](bb.md)" for _ in range(9))
    served.reloaded(lambda: write(root / "content/briefs/a.md", brief("Many", links)))
    reply = served.ask("/briefs/b/")
    assert reply.text.count("did you mean <code>b.md</code>?") == 9


def test_the_text_of_a_problem_is_escaped(served: Served, root: Path) -> None:
    text = "---\ntitle: A\n<script>alert(1)</script>: 1\ndate: <b>\n---\n"
    served.reloaded(lambda: write(root / "content/briefs/a.md", text))
    page = served.ask("/").text
    assert "&lt;b&gt;" in page
    assert "<script>alert" not in page


def test_a_site_that_was_never_good_shows_what_to_fix_and_recovers(
    root: Path, serve: Serve
) -> None:
    write(root / "content/briefs/a.md", HALF)
    served = serve(root)
    reply = served.ask("/briefs/b/")
    assert (reply.status, reply.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "The site cannot be built yet" in reply.text
    assert "the front matter that begins here has no closing line ---" in reply.text
    assert served.screen.wait_for("^site: failed").partition(" (")[0] == "site: failed"
    version = served.reloaded(lambda: write(root / "content/briefs/a.md", brief("Whole")))
    assert version != reply.version
    assert served.ask("/briefs/b/").status == 200


def test_a_failing_layout_is_reported_on_its_page_and_in_the_terminal(
    served: Served, root: Path
) -> None:
    served.reloaded(lambda: write(root / "layouts/brief.html", "{{ brief.titel }}"))
    reply = served.ask("/briefs/a/")
    assert reply.status == 500
    assert "did you mean title?" in reply.words
    assert served.screen.shown[-1].code == "layout"
    assert served.ask("/").status == 200
    served.reloaded(lambda: write(root / "layouts/brief.html", "<p>fixed</p></body>"))
    assert "<p>fixed</p>" in served.ask("/briefs/a/").text


def test_a_page_without_a_body_reloads_too(served: Served, root: Path) -> None:
    served.reloaded(lambda: write(root / "layouts/brief.html", "<p>bare</p>"))
    reply = served.ask("/briefs/a/")
    assert reply.text.startswith("<p>bare</p><script src=")
    assert reply.version


def test_a_file_that_disappears_is_reported(served: Served, root: Path) -> None:
    served.before_build = hold = Hold()
    (root / "content/data.csv").unlink()
    with hold:
        reply = served.ask("/data.csv")
    assert reply.status == 500
    assert "the file cannot be read: no such file" in reply.text


class Hold:
    """Blocks the next build, to see what is shown meanwhile."""

    def __init__(self) -> None:
        self._begun, self._done = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self._begun.set()
        assert self._done.wait(PATIENCE)

    def __enter__(self) -> None:
        assert self._begun.wait(PATIENCE)

    def __exit__(self, *_: object) -> None:
        self._done.set()


# Bugs in briefgen


class Breaks:
    """Makes the next builds fail as with a bug."""

    def __init__(self, error: type[BaseException]) -> None:
        self.error: type[BaseException] | None = error

    def __call__(self) -> None:
        if self.error:
            raise self.error("within the build")


@pytest.mark.parametrize("error", [MemoryError, RecursionError, AssertionError, OSError])
def test_a_build_ended_by_a_bug_is_reported_and_the_next_save_builds_again(
    served: Served, root: Path, error: type[BaseException]
) -> None:
    served.before_build = breaks = Breaks(error)
    served.reloaded(lambda: write(root / "content/briefs/a.md", brief("Lost")))
    reply = served.ask("/briefs/a/")
    assert reply.status == 200
    assert "First</bdi></h1>" in reply.text
    assert f"error briefgen failed: {error.__name__}: within the build" in reply.words
    served.screen.wait_for(f"briefgen failed: {error.__name__}")
    served.screen.wait_for(": failed; still showing the last good pages")
    breaks.error = None
    served.reloaded(lambda: write(root / "content/briefs/b.md", brief("Again")))
    assert "Lost</bdi></h1>" in served.ask("/briefs/a/").text
    assert "Again</bdi></h1>" in served.ask("/briefs/b/").text
    assert "briefgen failed" not in served.ask("/briefs/a/").text


def test_a_first_build_ended_by_a_bug_is_reported_in_a_page(
    root: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("within the build")

    with monkeypatch.context() as patch:
        patch.setattr(preview_module, "build", fail)
        served = serve(root)
        reply = served.ask("/")
        assert (reply.status, reply.version != "") == (500, True)
        assert "briefgen failed: ValueError: within the build" in reply.words
    served.reloaded(lambda: write(root / "content/briefs/a.md", brief("Whole")))
    assert "Whole</bdi></h1>" in served.ask("/briefs/a/").text


def test_a_page_ended_by_a_bug_is_reported_and_the_others_stay(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    produce = Build.produce

    def fail(self: Build, output: Planned) -> Checked[bytes]:
        if output.path == "briefs/a/index.html":
            raise MemoryError("within the page")
        return produce(self, output)

    monkeypatch.setattr(Build, "produce", fail)
    reply = served.ask("/briefs/a/")
    assert reply.status == 500
    assert "briefgen failed: MemoryError: within the page" in reply.words
    served.screen.wait_for("briefgen failed: MemoryError")
    assert served.ask("/briefs/b/").status == 200


def test_a_closed_terminal_does_not_end_the_watch(served: Served, root: Path) -> None:
    served.screen.close()
    served.reloaded(lambda: write(root / "content/briefs/a.md", brief("One")))
    served.reloaded(lambda: write(root / "content/briefs/a.md", brief("Two")))
    assert "Two</bdi></h1>" in served.ask("/briefs/a/").text


# The state


def test_of_two_builds_the_one_started_last_stays(root: Path) -> None:
    began: list[str] = []
    second = threading.Thread(target=lambda: versions.update(second=preview.refresh().version))
    versions: dict[str, str] = {}

    def options() -> BuildOptions:
        began.append("one more")
        if len(began) == 1:
            second.start()
            second.join(0.3)  # it must not end before the first one
        else:
            write(root / "content/data.csv", "2")
        return BuildOptions(now=NOW)

    preview = Preview(root, options)
    versions["first"] = preview.refresh().version
    second.join(PATIENCE)
    assert versions["first"].endswith("-1")
    assert versions["second"].endswith("-2")
    assert preview.state.version == versions["second"]


def test_a_build_without_visible_changes_reloads_nothing(root: Path) -> None:
    preview = Preview(root, lambda: BuildOptions(now=NOW))
    good = preview.refresh()
    (root / "content/data.csv").touch()
    assert preview.refresh() is good
    write(root / "content/briefs/c.md", HALF)
    bad = preview.refresh()
    write(root / "content/briefs/d.md", brief("Fourth"))
    assert preview.refresh() is bad
    write(root / "content/briefs/c.md", brief("Third"))
    assert preview.refresh() not in (good, bad)


@exhaustive
def test_a_preview_started_with_several_processes_gives_the_same_pages(
    root: Path, make_site: MakeSite
) -> None:
    make_site({f"content/briefs/{number}.md": brief(f"No. {number}") for number in range(170)})
    preview = Preview(root, lambda: BuildOptions(now=NOW), jobs=2)
    begun = preview.refresh().good
    assert begun
    alone = build(root, BuildOptions(now=NOW))
    assert [each.key for each in begun.outputs] == [each.key for each in alone.outputs]
    write(root / "content/briefs/a.md", brief("Changed"))
    preview.refresh(["content/briefs/a.md"])
    assert b"Changed</bdi></h1>" in preview.respond("/briefs/a/")[0].body


def test_a_preview_that_has_not_built_shows_nothing(root: Path) -> None:
    preview = Preview(root, lambda: BuildOptions(now=NOW))
    assert preview.base_path == ""
    assert preview.respond("/")[0].status == 500


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)
        assert not thread.is_alive(), thread

"""What an import writes, and what it leaves alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from briefgen.importers.imported import File, Imported, Medium, Note
from briefgen.importers.reporting import report, write_report
from briefgen.importers.writing import Outcome, State, carry_out

PATH: Final = "content/briefs/two-bases.md"


def brief(body: str, path: str = PATH, media: Sequence[Medium] = ()) -> Imported:
    return Imported(
        (File("brief", path, {"title": "Two bases"}, body, "export.xml"),), tuple(media)
    )


def imported(root: Path, *items: Imported, write: bool = True) -> list[State]:
    return [each.state for each in carry_out(root, items, write=write).placed]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert imported(tmp_path, brief("Text."), write=False) == [State.NEW]
    assert [*tmp_path.iterdir()] == []


def test_a_second_import_updates_what_nobody_edited(tmp_path: Path) -> None:
    assert imported(tmp_path, brief("First.")) == [State.NEW]
    assert (tmp_path / PATH).read_text() == "---\ntitle: Two bases\n---\n\nFirst.\n"
    assert imported(tmp_path, brief("First.")) == [State.SAME]
    assert imported(tmp_path, brief("Second.")) == [State.UPDATED]
    assert "Second." in (tmp_path / PATH).read_text()


def test_an_edited_file_is_left_alone(tmp_path: Path) -> None:
    imported(tmp_path, brief("First."))
    (tmp_path / PATH).write_text("Mine.")
    assert imported(tmp_path, brief("Second.")) == [State.EDITED]
    assert (tmp_path / PATH).read_text() == "Mine."


def test_a_removed_or_renamed_file_is_not_written_again(tmp_path: Path) -> None:
    imported(tmp_path, brief("First."))
    (tmp_path / PATH).rename(tmp_path / "content/briefs/other.md")
    assert imported(tmp_path, brief("First.")) == [State.REMOVED]
    assert not (tmp_path / PATH).exists()


def test_a_file_that_was_there_before_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text("Mine.")
    assert imported(tmp_path, brief("First.")) == [State.FOREIGN]
    assert imported(tmp_path, brief("First.")) == [State.FOREIGN]
    assert (tmp_path / PATH).read_text() == "Mine."


def test_a_record_of_another_user_is_not_believed(tmp_path: Path) -> None:
    imported(tmp_path, brief("First."))
    place = tmp_path / ".briefgen" / "imports.json"
    record = json.loads(place.read_bytes())
    place.write_text(json.dumps(record | {"signature": "0" * 32}))
    assert imported(tmp_path, brief("Second.")) == [State.FOREIGN]


@pytest.mark.parametrize(
    "path", ["site.yaml", "content/../site.yaml", "/etc/passwd", "content//a.md", "content/./a.md"]
)
def test_nothing_is_written_outside_content(tmp_path: Path, path: str) -> None:
    assert imported(tmp_path, brief("First.", path)) == [State.FOREIGN]
    assert not (tmp_path / "site.yaml").exists()


def test_a_link_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "briefs").symlink_to(tmp_path / "elsewhere")
    assert imported(tmp_path, brief("First.")) == [State.FOREIGN]
    assert [*(tmp_path / "elsewhere").iterdir()] == []


def test_two_texts_never_share_a_file(tmp_path: Path) -> None:
    one = brief("First.")
    other = Imported((File("brief", PATH.upper().replace("CONTENT", "content"), {}, "Second."),))
    assert imported(tmp_path, one, other)[1] is State.FOREIGN


# Media


def test_a_picture_on_this_machine_is_copied(tmp_path: Path) -> None:
    picture = tmp_path / "old.png"
    picture.write_bytes(b"picture")
    medium = Medium(str(picture), "content/pictures/new.png")
    carry_out(tmp_path, [brief(f"![A]({medium.mark})", media=[medium])], write=True)
    assert (tmp_path / "content/pictures/new.png").read_bytes() == b"picture"
    assert "![A](/pictures/new.png)" in (tmp_path / PATH).read_text()


def test_a_picture_on_the_web_stays_there_until_it_is_downloaded(tmp_path: Path) -> None:
    url = "https://example.org/a.png"
    medium = Medium(url, "content/a.png")
    item = brief(f"![A]({medium.mark})", media=[medium])
    batches = []

    def fetch(media: Sequence[Medium]) -> Mapping[str, bytes | str]:
        batches.append([each.origin for each in media])
        return {each.origin: b"picture" for each in media}

    outcome = carry_out(tmp_path, [item], write=True)
    assert outcome.waiting == (medium,)
    assert f"![A]({url})" in (tmp_path / PATH).read_text()
    carry_out(tmp_path, [item], write=True, fetch=fetch)
    assert "![A](/a.png)" in (tmp_path / PATH).read_text()
    carry_out(tmp_path, [item], write=True, fetch=fetch)
    assert batches == [[url]]  # a picture that is there is not downloaded again


def test_a_picture_that_is_not_available_keeps_its_old_url_and_is_reported(tmp_path: Path) -> None:
    url = "https://example.org/a.png"
    medium = Medium(url, "content/a.png")
    item = brief(f"![A]({medium.mark})", media=[medium])
    outcome = carry_out(
        tmp_path, [item], write=True, fetch=lambda _: {url: "the server answered 404"}
    )
    assert f"![A]({url})" in (tmp_path / PATH).read_text()
    assert outcome.notes == (Note(url, "this file is not available: the server answered 404"),)


def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path: Path) -> None:
    paths = [f"content/briefs/b-{number}.md" for number in range(150)]

    def interrupted() -> object:
        for path in paths[:120]:
            yield brief("Text.", path)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(tmp_path, interrupted(), write=True)  # type: ignore[arg-type]
    states = imported(tmp_path, *(brief("Text.", path) for path in paths))
    assert states == [State.SAME] * 100 + [State.NEW] * 50


# The report


def test_the_report_has_counts_first_then_each_place() -> None:
    notes = (
        Note("b.md", "the tag `x` has no counterpart", "{% x | y %}", 7),
        Note("a.md", "the tag `x` has no counterpart", "{% x `z` %}", 12),
    )
    text = report(Outcome(notes=notes), "posts")
    assert "| the tag `x` has no counterpart | 2 |" in text
    assert text.index("counterpart | 2") < text.index("### `a.md`") < text.index("### `b.md`")
    assert "- line 12: the tag `x` has no counterpart: ``{% x `z` %}``" in text


def test_a_report_that_was_edited_stays(tmp_path: Path) -> None:
    (tmp_path / ".briefgen").mkdir()
    assert write_report(tmp_path, Outcome(), "posts") == "import-report.md"
    assert write_report(tmp_path, Outcome(), "posts") == "import-report.md"
    (tmp_path / "import-report.md").write_text("Done.")
    assert write_report(tmp_path, Outcome(), "posts") == "import-report-2.md"
    assert (tmp_path / "import-report.md").read_text() == "Done."

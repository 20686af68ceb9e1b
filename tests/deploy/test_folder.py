"""Deploying to a folder, behind a real web server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.conftest import (
    MakeSite,
    Place,
    assert_a_killed_deployment_continues,
    assert_no_reader_meets_half_a_release,
    brief,
    contents,
    web_server,
)


def test_a_folder_shows_the_site_through_a_link(site_for: MakeSite, place: Place) -> None:
    site = site_for("http://127.0.0.1", to=str(place.folder))
    site.build()
    listed = site.run("deploy", "--dry-run")
    assert not place.folder.exists()
    assert "add     briefs/b1/index.html\n" in listed.stdout
    assert "added" in site.deploy()
    assert place.current.is_symlink()
    assert place.files == site.files
    assert "nothing to do" in site.deploy()
    assert len(place.releases) == 1


def test_only_what_changed_takes_space_again(site_for: MakeSite, place: Place) -> None:
    site = site_for("http://127.0.0.1", to=str(place.folder))
    site.build()
    site.deploy()
    site.write("content/briefs/b1.md", brief(1, "Another text."))
    (site.root / "content/briefs/b2.md").unlink()
    site.build()
    planned = site.run("deploy", "--dry-run").stdout.splitlines()
    assert "change  briefs/b1/index.html" in planned
    assert "remove  briefs/b2/index.html" in planned
    site.deploy()
    assert place.files == site.files
    first, second = (place.release(name) for name in place.releases)
    same = "briefs/b0/index.md"
    assert (first / same).samefile(second / same)
    assert b"Another text." not in (first / "briefs/b1/index.html").read_bytes()


def test_the_last_releases_are_kept_and_can_be_shown_again(
    site_for: MakeSite, place: Place
) -> None:
    site = site_for("http://127.0.0.1", to=str(place.folder), keep=3)
    for number in range(5):
        site.write("content/briefs/b1.md", brief(1, f"Edition {number}."))
        site.build()
        site.deploy()
    assert len(place.releases) == 3
    assert (
        sorted(path.stem for path in (place.folder / "releases").glob("*.json")) == place.releases
    )
    for number in (3, 2):
        site.deploy("--rollback")
        assert f"Edition {number}." in place.files["briefs/b1/index.html"].decode()
    assert "there is no earlier release" in site.refusal("--rollback")
    site.deploy()
    assert place.files == site.files


def test_a_killed_deployment_changes_nothing_and_continues(
    site_for: MakeSite, place: Place
) -> None:
    site = site_for("http://127.0.0.1", to=str(place.folder))
    assert_a_killed_deployment_continues(site, place)


def test_no_reader_meets_half_a_release(site_for: MakeSite, place: Place) -> None:
    with web_server(place.current) as origin:
        assert_no_reader_meets_half_a_release(site_for(origin, to=str(place.folder)), origin)


def test_a_folder_that_others_use_is_not_touched(site_for: MakeSite, place: Place) -> None:
    place.current.mkdir(parents=True)
    (place.current / "index.html").write_text("another site")
    site = site_for("http://127.0.0.1", to=str(place.folder))
    site.build()
    message = site.refusal()
    assert "is not a link that briefgen made" in message
    assert "site.yaml:" in message
    assert contents(place.folder) == {"current/index.html": b"another site"}


def test_a_folder_that_cannot_be_written_is_one_plain_message(
    site_for: MakeSite, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    site = site_for("http://127.0.0.1", to=str(tmp_path / "file" / "www"))
    site.build()
    assert "the folder cannot be written: not a directory" in site.refusal()


@pytest.mark.parametrize("to", [".", "..", "public/www", "content", ".briefgen/www"])
def test_a_folder_of_the_site_itself_is_refused(site_for: MakeSite, to: str) -> None:
    site = site_for("http://127.0.0.1", to=to)
    site.build()
    assert f"`{to}` is a folder of the site itself" in site.refusal()
    assert f"`{to}` is a folder of the site itself" in site.refusal("--rollback")


def test_what_was_interrupted_long_ago_is_removed(site_for: MakeSite, place: Place) -> None:
    place.leave_behind("old", 2 * 86_400)
    place.leave_behind("new", 60)
    site = site_for("http://127.0.0.1", to=str(place.folder))
    site.build()
    site.deploy()
    assert [each.name for each in (place.folder / "releases").glob(".*")] == [".incoming-new"]

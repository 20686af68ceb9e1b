"""Deploying to a host: Debian's sshd and rsync on this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.deploy.conftest import (
    Host,
    MakeSite,
    Place,
    Site,
    assert_a_killed_deployment_continues,
    assert_no_reader_meets_half_a_release,
    brief,
    contents,
    web_server,
)


def site_on(
    host: Host, place: Place, site_for: MakeSite, base_url: str = "http://127.0.0.1"
) -> Site:
    site = site_for(base_url, to=f"{host.name}:{place.folder}", keep=2)
    site.environment = host.environment
    return site


def test_a_host_shows_the_site_through_a_link(host: Host, place: Place, site_for: MakeSite) -> None:
    site = site_on(host, place, site_for)
    site.build()
    listed = site.run("deploy", "--dry-run")
    assert "add     briefs/b1/index.html\n" in listed.stdout
    assert not place.folder.exists()
    site.deploy()
    assert place.current.is_symlink()
    assert place.files == site.files
    assert {path.stat().st_mode & 0o777 for path in place.current.rglob("*.html")} == {0o644}
    assert "nothing to do" in site.deploy()
    assert len(place.releases) == 1


def test_unchanged_files_are_linked_and_releases_can_be_shown_again(
    host: Host, place: Place, site_for: MakeSite
) -> None:
    place.leave_behind("old", 2 * 86_400)
    place.leave_behind("new", 60)
    site = site_on(host, place, site_for)
    for number in range(3):
        site.write("content/briefs/b1.md", brief(1, f"Edition {number}."))
        # As in a clone, where every file has a new time.
        site.build("--clean")
        site.deploy()
        assert place.files == site.files
    last, newest = (place.release(name) for name in place.releases[-2:])
    assert (last / "briefs/b0/index.md").samefile(newest / "briefs/b0/index.md")
    releases = place.releases
    assert releases.pop(0) == ".incoming-new"  # another machine may be sending it
    assert len(releases) == 2
    site.deploy("--rollback")
    assert "Edition 1." in place.files["briefs/b1/index.html"].decode()
    assert "there is no earlier release" in site.refusal("--rollback")
    site.deploy()
    assert place.files == site.files


def test_a_killed_deployment_changes_nothing_and_continues(
    host: Host, place: Place, site_for: MakeSite
) -> None:
    # What rsync was just writing is sent again.
    assert_a_killed_deployment_continues(site_on(host, place, site_for), place, sent_again=2)


def test_no_reader_meets_half_a_release(host: Host, place: Place, site_for: MakeSite) -> None:
    with web_server(place.current) as origin:
        assert_no_reader_meets_half_a_release(site_on(host, place, site_for, origin), origin)


def test_a_login_message_of_the_host_is_ignored(
    host: Host, place: Place, site_for: MakeSite, tmp_path: Path
) -> None:
    shell = tmp_path / "ssh"
    shell.write_text(
        f'#!/bin/sh\necho "Welcome to this host"\nexec {host.environment["RSYNC_RSH"]} "$@"\n'
    )
    shell.chmod(0o755)
    site = site_on(host, place, site_for)
    site.build()
    site.deploy()
    site.environment = {"RSYNC_RSH": str(shell)}
    assert "nothing to do" in site.deploy()


def test_problems_of_the_host_are_one_plain_message(
    host: Host, place: Place, site_for: MakeSite, tmp_path: Path
) -> None:
    site = site_on(host, place, site_for)
    site.build()
    key = host.environment["RSYNC_RSH"]
    site.environment = {
        "RSYNC_RSH": key.replace("-o IdentitiesOnly=yes", "-o PubkeyAuthentication=no")
    }
    assert "no connection to" in (message := site.refusal())
    assert "Permission denied (publickey)" in message
    site.environment = {"RSYNC_RSH": "ssh -F none -p 1 -o ConnectTimeout=5"}
    assert "Connection refused" in site.refusal()
    site.environment = {"RSYNC_RSH": str(tmp_path / "no-such-shell")}
    assert "is not installed on this machine" in site.refusal()
    site.environment = {**host.environment, "PATH": os.fspath(tmp_path)}
    (tmp_path / "ssh").symlink_to("/usr/bin/ssh")
    assert "`rsync` is not installed on this machine" in site.refusal()
    site.environment = host.environment
    shutil.rmtree(place.folder)
    place.folder.write_text("a file")
    assert "127.0.0.1 reports: " in (message := site.refusal())
    assert "File exists" in message or "Not a directory" in message


def test_a_folder_that_others_use_is_not_touched(
    host: Host, place: Place, site_for: MakeSite
) -> None:
    place.current.mkdir(parents=True)
    (place.folder / "releases").mkdir()
    (place.current / "index.html").write_text("another site")
    site = site_on(host, place, site_for)
    site.build()
    assert "is not a link that briefgen made" in site.refusal()
    assert contents(place.folder) == {"current/index.html": b"another site"}

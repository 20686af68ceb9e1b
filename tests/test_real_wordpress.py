"""A real WordPress is filled, exports itself, and comes in without loss.

It needs WordPress, MariaDB and PHP, which are Debian's packages wordpress, mariadb-server,
php-cli, php-mysql, php-xml and php-gd. It runs only if the environment variable WORDPRESS names the
folder of WordPress's code:

    WORDPRESS=/usr/share/wordpress python3 dev test tests/test_real_wordpress.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.support.wordpress import (
    TAG,
    Moved,
    moved_site,
    texts,
    words,
    words_of_page,
    words_of_post,
)

CODE: Final = os.environ.get("WORDPRESS", "")
SCRIPTS: Final = Path(__file__).parent / "fixtures" / "wordpress"
PICTURE: Final = Path(__file__).parents[1] / "docs" / "images"

pytestmark = pytest.mark.skipif(not CODE, reason="no WordPress: set WORDPRESS to its folder")


@contextmanager
def database(folder: Path) -> Iterator[Path]:
    """Run a database in a folder, and yield its socket."""
    data, socket = folder / "data", folder / "db.sock"
    user = ["--user=root"] if os.geteuid() == 0 else []
    options = [f"--datadir={data}", "--no-defaults"]
    install = ["mariadb-install-db", *reversed(options), *user, "--skip-test-db"]
    subprocess.run(
        [*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True
    )
    server = subprocess.Popen(
        ["mariadbd", *reversed(options), *user, f"--socket={socket}", "--skip-networking"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        client = ["mariadb", "--no-defaults", f"--socket={socket}", "--user=root", "--execute"]
        for _ in range(120):
            process = subprocess.run(
                [*client, "CREATE DATABASE IF NOT EXISTS wordpress"],
                check=False,
                capture_output=True,
            )
            if process.returncode == 0:
                break
            time.sleep(0.5)
        assert process.returncode == 0, process.stderr
        yield socket
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    folder = tmp_path_factory.mktemp("wordpress")
    code = folder / "code"
    shutil.copytree(CODE, code, ignore_dangling_symlinks=True)
    (code / "wp-config.php").unlink(missing_ok=True)
    for script in SCRIPTS.glob("*.php"):
        name = "wp-config.php" if script.name == "config.php" else script.name
        shutil.copy(script, code / name)
    (code / "wp-content" / "uploads").mkdir(exist_ok=True)
    picture = next(PICTURE.glob("*.png"))
    with database(folder) as socket:
        environment = os.environ | {
            "WORDPRESS_SOCKET": str(socket),
            "WORDPRESS_PICTURE": str(picture),
        }
        for step in ("install.php", "fill.php"):
            process = subprocess.run(
                ["php", "-d", "display_errors=stderr", "-d", "sendmail_path=/bin/true", step],
                cwd=code,
                env=environment,
                capture_output=True,
                check=False,
            )
            assert process.returncode == 0, (process.stdout + process.stderr).decode(
                errors="replace"
            )
    export, root = folder / "export.xml", folder / "site"
    export.write_bytes(process.stdout)
    root.mkdir()
    return moved_site(export, root, "--media", str(code / "wp-content" / "uploads"))


def test_every_text_comment_and_footnote_is_at_its_old_url(moved: Moved) -> None:
    counted = comments = 0
    for post in texts(moved):
        counted += 1
        page = words_of_page(moved.page(post.get("link")))
        assert words_of_post(post) - page == {}, post.get("title")
        for author, text in post.comments:
            comments += 1
            assert not words(unescape(f"{author} {TAG.sub(' ', text)}")) - page
    assert counted >= 8  # with the two that a new WordPress has
    assert comments >= 2
    every = next(post for post in texts(moved) if post.get("title") == "A post of every block")
    page = moved.page(every.get("link"))
    assert "The words of a footnote." in " ".join(page.itertext())
    shown = page.xpath("//article//img/@alt | //main//img/@alt")
    assert "A chart with two bars" in shown  # the alt text of the library


def test_every_old_address_answers_and_every_link_leads_to_a_page(moved: Moved) -> None:
    for post in texts(moved):
        assert moved.is_there(post.get("link"))
        for link in moved.page(post.get("link")).xpath("//main//a/@href"):
            path = urlsplit(link)
            if link.startswith("/"):
                assert moved.is_there(link), link
            # The sample page of a new WordPress links to its own dashboard, which is gone.
            assert path.netloc != "old.example" or path.path == "/wp-admin/", link
    for old in (
        "/category/energy/gas-oil/",
        "/tag/ports/",
        "/author/ines/",
        "/2024/03/a-moved-post/",
        "/2024/03/a-post-of-every-block/2/",
        "/about-us/our-team/",
    ):
        assert moved.is_there(old), old


def test_what_readers_could_not_see_is_not_published(moved: Moved) -> None:
    pages = [file.read_text("utf-8") for file in moved.folder.rglob("*.html")]
    hidden = re.compile("A draft[.]|A private text|A protected text|A scheduled text|Reader [23]")
    assert not [page for page in pages if hidden.search(page)]
    assert not [page for page in pages if "robin@old.example" in page]


def test_pictures_are_copied_from_the_folder_of_uploads(moved: Moved) -> None:
    files = {file.name for file in (moved.folder.parent / "content").rglob("*.png")}
    assert files == {"chart.png", "map.png"}

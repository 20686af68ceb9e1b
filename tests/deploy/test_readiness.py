"""What must not be deployed."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.deploy.conftest import MakeSite, Site, brief


@pytest.fixture
def site(site_for: MakeSite, tmp_path: Path) -> Site:
    return site_for("http://127.0.0.1/briefs", to=str(tmp_path / "www"))


def refused(site: Site, tmp_path: Path, *options: str) -> str:
    message = site.refusal(*options)
    assert "[deploy-refused]" in message
    assert not (tmp_path / "www").exists()
    return message


def test_a_site_that_was_not_built_is_refused(site: Site, tmp_path: Path) -> None:
    assert "there is nothing to deploy" in refused(site, tmp_path)
    (site.root / "public").mkdir()
    (site.root / "public" / "index.html").write_text("a page")
    assert "there is nothing to deploy" in refused(site, tmp_path)


@pytest.mark.parametrize("option", ["--drafts", "--future"])
def test_unpublished_texts_are_refused(site: Site, tmp_path: Path, option: str) -> None:
    site.build(option)
    message = refused(site, tmp_path)
    assert f"public:1:1: error: this directory was built with {option}" in message
    assert "= run: briefgen build\n" in message
    assert option in refused(site, tmp_path, "--dry-run")
    site.build()
    site.deploy()


def test_a_site_for_reviewers_is_refused(site: Site, tmp_path: Path) -> None:
    site.build("--review")
    message = refused(site, tmp_path, "--output", str(site.root / "review"))
    assert "this site was built for reviewers" in message


def test_a_site_for_another_address_is_refused(site_for: MakeSite, tmp_path: Path) -> None:
    site = site_for("http://127.0.0.1/briefs", to=str(tmp_path / "www"))
    site.build("--base-url", "http://127.0.0.2")
    message = refused(site, tmp_path)
    assert "was built for http://127.0.0.2, but the target is http://127.0.0.1/briefs" in message
    staging = "http://127.0.0.3/staging"
    site = site_for("http://127.0.0.1/briefs", to=str(tmp_path / "www"), base_url=staging)
    site.build()
    assert f"= run: briefgen build --base-url {staging}\n" in refused(site, tmp_path)
    site.build("--base-url", staging)
    assert staging in site.deploy()


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "https://briefs.example.com/a", "http://minerals.example",
     "http://localhost:8000", "http://a.test"],
)  # fmt: skip
def test_an_example_address_is_refused(site_for: MakeSite, tmp_path: Path, url: str) -> None:
    site = site_for(url, to=str(tmp_path / "www"))
    site.build()
    message = refused(site, tmp_path)
    assert f"{url} is only an example" in message
    assert "site.yaml:3:" in message


def test_output_that_is_older_than_the_site_is_refused(site: Site, tmp_path: Path) -> None:
    site.build()
    site.write("content/briefs/b1.md", brief(1, "Another text."))
    assert "the site has changed since this directory was built" in refused(site, tmp_path)
    site.build()
    (site.root / "content/briefs/b2.md").unlink()
    assert "the site has changed since this directory was built" in refused(site, tmp_path)
    site.build()
    site.deploy()


def test_output_without_a_text_that_is_due_is_refused(site: Site, tmp_path: Path) -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    site.environment = {"SOURCE_DATE_EPOCH": str(int(now.timestamp()))}
    site.write("content/briefs/late.md", "---\ntitle: Late\nembargo: 2026-06-02\n---\nText.\n")
    site.build()
    later = now + timedelta(days=2)
    site.environment = {"SOURCE_DATE_EPOCH": str(int(later.timestamp()))}
    assert "content/briefs/late.md is due" in refused(site, tmp_path)
    site.build()
    site.deploy()


def test_output_that_was_changed_by_hand_is_refused(site: Site, tmp_path: Path) -> None:
    site.build()
    (site.root / "public/index.html").write_text("something else")
    message = refused(site, tmp_path)
    assert "files in this directory were changed by hand" in message
    assert "= run: briefgen build --clean\n" in message
    site.build("--clean")
    (site.root / "public/about.html").write_text("a page of somebody else")
    assert "were changed by hand" in refused(site, tmp_path)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"inputs": 1}', None])
def test_output_of_an_unknown_build_is_refused(
    site: Site, tmp_path: Path, damage: str | None
) -> None:
    site.build()
    receipt = site.root / ".briefgen" / "receipt.json"
    if damage is None:
        receipt.unlink()
    else:
        receipt.write_text(damage)
    assert "how this directory was built is not known" in refused(site, tmp_path)


def test_a_receipt_without_a_digest_is_compared_by_time(site: Site, tmp_path: Path) -> None:
    """A build just after an edit cannot tell whether the file changed again."""
    site.build()
    receipt = site.root / ".briefgen" / "receipt.json"
    receipt.write_text(json.dumps({**json.loads(receipt.read_text()), "inputs": ""}))
    assert "added" in site.run("deploy", "--dry-run").stderr
    later = receipt.stat().st_mtime + 5
    os.utime(site.root / "content/briefs/b1.md", (later, later))
    assert "the site has changed" in refused(site, tmp_path)


def test_the_target_is_chosen_by_name(site: Site, tmp_path: Path) -> None:
    assert "site.yaml has no target `live`: write `production`" in site.run("deploy", "live").output
    settings = json.loads((site.root / "site.yaml").read_text())
    settings["deploy"] = {"one": {"to": "a"}, "two": {"to": "b"}}
    site.write("site.yaml", json.dumps(settings))
    result = site.run("deploy")
    assert result.exit_code == 2
    assert "which target? write `one` or `two`" in result.output
    del settings["deploy"]
    site.write("site.yaml", json.dumps(settings))
    assert "site.yaml has no target; add for example:\ndeploy:" in site.refusal()
    both = site.run("deploy", "--dry-run", "--rollback")
    assert both.exit_code == 2

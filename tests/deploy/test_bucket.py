"""Deploying to a bucket of a real S3-compatible service, OpenStack Swift."""

from __future__ import annotations

import pytest

from briefgen.deploy.bucket import upload_order
from briefgen.deploy.target import Changes
from tests.deploy.conftest import (
    KEYS,
    Bucket,
    MakeSite,
    Site,
    assert_no_reader_meets_half_a_release,
    brief,
    fetched,
)

RECORD = ".briefgen-deploy.json"


@pytest.fixture
def site(site_for: MakeSite, bucket: Bucket) -> Site:
    site = site_for(bucket.url, **bucket.target)
    site.environment = dict(KEYS)
    return site


def wanted(site: Site) -> dict[str, bytes]:
    return {path: data for path, data in site.files.items() if path != "_headers"}


def test_a_bucket_gets_every_file_with_its_type_and_only_what_changed_later(
    site: Site, bucket: Bucket
) -> None:
    site.build()
    listed = site.run("deploy", "--dry-run")
    assert "add     briefs/b1/index.html\n" in listed.stdout
    assert bucket.keys == set()
    site.deploy()
    assert bucket.files == wanted(site)
    style = next(key for key in bucket.keys if key.endswith(".css"))
    lasting = "public, max-age=31536000, immutable"
    assert bucket.headers(style) == ("text/css; charset=utf-8", lasting)
    assert bucket.headers("briefs/b1/index.html") == ("text/html; charset=utf-8", "no-cache")
    assert bucket.headers("feed.atom") == ("application/xml; charset=utf-8", "no-cache")
    assert bucket.headers("briefs/b1/index.md") == ("text/markdown; charset=utf-8", "no-cache")
    assert fetched(f"{bucket.url}/briefs/b1/index.html") == (
        200,
        site.files["briefs/b1/index.html"],
    )
    assert "nothing to do" in site.deploy()
    site.write("content/briefs/b1.md", brief(1, "Another text."))
    (site.root / "content/briefs/b2.md").unlink()
    site.build()
    bucket.client.put_object(Bucket=bucket.name, Key="notes.txt", Body=b"by someone else")
    planned = site.run("deploy", "--dry-run").stdout.splitlines()
    assert "change  briefs/b1/index.html" in planned
    assert "remove  briefs/b2/index.html" in planned
    assert "briefs/b0/index.html" not in "".join(planned)
    site.deploy()
    assert bucket.files == {**wanted(site), "notes.txt": b"by someone else"}


def test_what_others_deleted_or_replaced_is_uploaded_again(site: Site, bucket: Bucket) -> None:
    site.build()
    site.deploy()
    bucket.client.delete_object(Bucket=bucket.name, Key="briefs/b0/index.html")
    bucket.client.put_object(Bucket=bucket.name, Key="briefs/b1/index.html", Body=b"wrong")
    assert "2 added" in site.deploy()
    assert bucket.files == wanted(site)


def test_a_killed_deployment_continues(site: Site, bucket: Bucket) -> None:
    for number in range(90):
        site.write(f"content/file-{number}.txt", str(number))
    site.build()
    site.kill_while_deploying(lambda: RECORD in bucket.keys)
    present = bucket.keys
    assert 50 <= len(present) < len(wanted(site))
    assert not any(key.endswith(".html") for key in present)
    output = site.deploy()
    assert bucket.files == wanted(site)
    sent = int(output.partition("Uploading ")[2].split()[0].replace(",", ""))
    assert sent <= len(wanted(site)) - 50


def test_no_reader_meets_half_a_release(site: Site, bucket: Bucket) -> None:
    assert_no_reader_meets_half_a_release(site, bucket.url)
    styles = [key for key in bucket.keys if key.startswith("assets/site-")]
    assert len(styles) == 2  # the present one, and the one before for pages that are being read


def test_a_prefix_has_a_site_of_its_own(site_for: MakeSite, bucket: Bucket) -> None:
    target = {**bucket.target, "to": f"s3://{bucket.name}/papers/briefs"}
    site = site_for(f"{bucket.url}/papers/briefs", **target)
    site.environment = dict(KEYS)
    bucket.client.put_object(Bucket=bucket.name, Key="papers/other.txt", Body=b"other")
    site.build()
    site.deploy()
    prefixed = {f"papers/briefs/{path}": data for path, data in wanted(site).items()}
    assert bucket.files == {**prefixed, "papers/other.txt": b"other"}


def test_problems_of_the_service_are_one_plain_message(
    site: Site, bucket: Bucket, site_for: MakeSite
) -> None:
    site.build()
    site.environment = {**KEYS, "AWS_SECRET_ACCESS_KEY": "another-word"}
    output = site.refusal()
    assert "cannot deploy to `production`: the access key or its secret is wrong" in output
    assert "another-word" not in output
    site.environment = {**KEYS, "AWS_ACCESS_KEY_ID": "nobody:here"}
    assert "the access key or its secret is wrong" in site.refusal()
    site.environment = {**KEYS, "AWS_ACCESS_KEY_ID": "test:reader"}
    assert f"access to the bucket `{bucket.name}` is denied" in site.refusal()
    del site.environment["AWS_ACCESS_KEY_ID"], site.environment["AWS_SECRET_ACCESS_KEY"]
    assert "there are no credentials for the bucket" in site.refusal()
    for changed, message in (
        ({"to": "s3://no-such-bucket"}, "there is no bucket `no-such-bucket`"),
        ({"endpoint": "http://127.0.0.1:1"}, "no connection to http://127.0.0.1:1"),
    ):
        site = site_for(bucket.url, **{**bucket.target, **changed})
        site.environment = dict(KEYS)
        site.build()
        assert message in site.refusal()
    assert "a bucket keeps no earlier release" in site.refusal("--rollback")


def test_without_the_library_the_message_says_what_to_install(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.build()
    monkeypatch.setitem(__import__("sys").modules, "briefgen.deploy.storage", None)
    assert "pip install 'briefgen[s3]'" in site.refusal()


def test_files_are_uploaded_before_what_names_them() -> None:
    changes = Changes(
        added=("assets/a.css", "b/index.html", "b/index.md"),
        changed=("feed.atom", "index.html"),
        removed=("c/index.html",),
    )
    assert [list(part) for part in upload_order(changes)] == [
        ["assets/a.css", "b/index.md"],
        ["b/index.html"],
        ["index.html"],
        ["feed.atom"],
    ]

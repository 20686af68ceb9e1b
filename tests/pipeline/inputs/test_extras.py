"""Features that need a missing library."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefgen.model.config import PdfConfig, SiteConfig
from briefgen.model.content import Entry, Kind
from briefgen.model.placeholders import BASE_URL
from briefgen.pipeline.inputs import extras
from briefgen.pipeline.inputs.extras import reminders, without_missing_extras
from briefgen.read.config import read_config

IMAGE = Entry("a.png", Kind.ASSET)


@pytest.fixture
def config() -> SiteConfig:
    value = read_config(b"title: T\nbase_url: https://example.org", "").value
    assert value is not None
    return value


def test_with_all_libraries_nothing_is_turned_off(
    config: SiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "_has", lambda _: True)
    assert without_missing_extras(config, [IMAGE]) == (config, ())


def test_without_libraries_features_are_turned_off_with_a_note_each(
    config: SiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "_has", lambda _: False)
    config = replace(config, pdf=PdfConfig(enabled=True))
    fitted, notes = without_missing_extras(config, [IMAGE])
    assert (fitted.search.enabled, fitted.social.images, fitted.images.enabled) == (False,) * 3
    assert [note.partition(" turned off")[0] for note in notes] == [
        "Search is",
        "Link preview images are",
        "PDFs are",
        "Resized images are",
    ]
    assert without_missing_extras(fitted, [IMAGE]) == (fitted, ())


def test_a_site_without_images_does_not_hear_about_their_library(
    config: SiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "_has", lambda extra: "PIL._avif" not in extra.modules)
    assert without_missing_extras(config)[1] == ()
    assert without_missing_extras(config, [Entry("a.csv", Kind.ASSET)])[1] == ()
    assert len(without_missing_extras(config, [IMAGE])[1]) == 1


def test_a_placeholder_in_the_settings_is_a_reminder(config: SiteConfig) -> None:
    assert list(reminders(replace(config, base_url="https://site.example"))) == []
    assert len(list(reminders(replace(config, base_url=f"{BASE_URL}/")))) == 1

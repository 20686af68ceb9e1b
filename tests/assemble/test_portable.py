"""Names that file systems do not allow."""

from __future__ import annotations

import pytest

from briefgen.assemble.collisions import Claim, collisions
from briefgen.assemble.portable import unportable
from briefgen.model.diagnostics import Diagnostic, Location

HERE = Location("content/x.md")


def problems(*paths: str, is_alias: bool = False) -> list[Diagnostic]:
    return list(unportable(Claim(path, HERE, is_alias) for path in paths))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("con/index.html", "`con`: it is a reserved device name"),
        ("briefs/CON/index.html", "`CON`: it is a reserved device name"),
        ("data/aux.csv", "`aux.csv`: it is a reserved device name"),
        ("nul", "`nul`: it is a reserved device name"),
        ("a/Com1.tar.gz", "`Com1.tar.gz`: it is a reserved device name"),
        ("lpt²/index.html", "`lpt²`: it is a reserved device name"),
        ("a./index.html", "`a.`: it ends with a full stop"),
        ("a /index.html", "`a `: it ends with a space"),
        ("a.csv ", "`a.csv `: it ends with a space"),
        ("a:b/index.html", "`a:b`: it contains the character ':'"),
        ("data/what?.csv", "`what?.csv`: it contains the character '?'"),
        ("a\\b.csv", "`a\\b.csv`: it contains the character '\\\\'"),
    ],
)
def test_a_name_that_windows_forbids_is_a_warning(path: str, why: str) -> None:
    (problem,) = problems(path)
    assert (problem.code, problem.is_error) == ("windows-name", False)
    assert problem.message == f"Windows does not allow the name {why}"
    assert problem.location == HERE


@pytest.mark.parametrize(
    "path",
    [
        "index.html", "icon/index.html", "console/index.html", "com/index.html", "com10/index.html",
        "a.b/index.html", "é & è.txt", ".well-known/x", "a b/c.txt", "aux-files/index.html",
        "data/auxiliary.csv", "中国/index.html",
    ],
)  # fmt: skip
def test_other_names_are_fine(path: str) -> None:
    assert problems(path) == []


def test_a_folder_with_many_files_is_reported_once() -> None:
    assert len(problems("con/index.html", "con/cite.bib", "con/page/2/index.html")) == 1
    assert len(problems("con/index.html", "a/con/index.html")) == 2


def test_a_name_of_the_maximum_length_is_fine() -> None:
    assert problems(f"{'x' * 255}/index.html", f"{'é' * 127}/index.html") == []
    assert problems("/".join(["x" * 199] * 10)) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"{'x' * 256}/index.html", "has 256 bytes; a name can have at most 255"),
        (f"a/{'é' * 128}", "has 256 bytes; a name can have at most 255"),
        ("/".join(["x" * 200] * 10), "has 2,009 bytes; a path can have at most 2,000"),
    ],
)
def test_a_name_longer_than_file_systems_allow_is_an_error(path: str, words: str) -> None:
    (problem,) = problems(path)
    assert (problem.code, problem.is_error, problem.location) == ("long-name", True, HERE)
    assert words in problem.message


def test_the_hint_about_an_alias_names_the_alias() -> None:
    for path in ("x" * 300, "con/index.html"):
        (problem,) = problems(path, is_alias=True)
        assert "alias" in problem.hint


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("caf\u00e9.txt", "cafe\u0301.txt", "the paths differ only in how accents are encoded)"),
        ("CAF\u00c9.txt", "cafe\u0301.txt", "the paths differ only in case)"),
        ("\u00c9/a.txt", "e\u0301/A.TXT", "the paths differ only in case)"),
        ("stra\u00dfe.txt", "STRASSE.TXT", "the paths differ only in case)"),
    ],
)
def test_names_that_are_the_same_on_many_file_systems_collide(
    one: str, other: str, words: str
) -> None:
    claims = [Claim(one, Location("content/1"), False), Claim(other, Location("content/2"), False)]
    (problem,) = collisions(claims)
    assert problem.code == "url-collision"
    assert words in problem.message


def test_a_file_and_a_folder_in_two_unicode_forms_collide() -> None:
    paths = ("caf\u00e9", "cafe\u0301/menu.txt")
    claims = [Claim(path, Location(f"content/{path}"), False) for path in paths]
    assert len(list(collisions(claims))) == 1

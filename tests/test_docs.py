"""The documentation matches the program.

Names are taken from the program. A command, key, field or code that is not documented fails here,
and so does a documented one that does not exist.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import click
import pytest
import yaml
from click.testing import CliRunner

from briefgen.cli import cli
from briefgen.model import views
from briefgen.model.codes import CODES
from briefgen.model.config import (
    DEFAULT_TAXONOMIES,
    AgesConfig,
    ArchiveConfig,
    MarkdownConfig,
    MenuLink,
    Network,
    SiteSettings,
    SourcePattern,
)
from briefgen.model.content import Entry, Kind
from briefgen.model.diagnostics import Location
from briefgen.model.documents import EmailBrief, SocialCard
from briefgen.model.embeds import ANY, SERVICES, embed_of
from briefgen.model.html import Html
from briefgen.model.text import Text
from briefgen.model.views import SiteView, View
from briefgen.read import front_matter
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.config import read_config
from briefgen.read.dates import WrittenDate
from briefgen.read.front_matter import AuthorFrontMatter, BriefFrontMatter, PageFrontMatter
from briefgen.read.markdown import Dialect
from briefgen.render import email_html, email_text, social
from briefgen.render.filters import FILTERS, TESTS
from briefgen.render.layouts import Layouts
from briefgen.render.text.for_plain import Plain
from briefgen.render.writers import WriterInput
from briefgen.scaffold import make_site as make_starter
from briefgen.scaffold.hosting import CI_SERVICES, HOSTS, hosting_files
from tests.support.editorial import wrong

if TYPE_CHECKING:
    from tests.conftest import BuildSite, MakeSite

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "briefgen"
THEME: Final = PACKAGE / "theme"
PAGES: Final = sorted(
    [
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / f"{n}.md" for n in ("README", "CONTRIBUTING", "CHANGELOG", "SECURITY")),
    ]
)

# The documents


@dataclass(frozen=True)
class Example:
    """A fenced block: where it begins, the words after its fence, and its text."""

    page: str
    line: int
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Section:
    """A heading, with the text under it up to the next heading of any level."""

    heading: str
    lines: tuple[str, ...]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of its tables, without the header rows."""
        cells = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in self.lines
            if line.startswith("|")
        ]
        rules = [place for place, row in enumerate(cells) if set("".join(row)) <= set("-: ")]
        heads = {place - 1 for place in rules} | set(rules)
        return [row for place, row in enumerate(cells) if place not in heads]

    @property
    def names(self) -> list[str]:
        """The words in code at the beginning of each row."""
        return [match[1] for row in self.rows if (match := re.match(r"\[?`([^`]+)`", row[0]))]


def fences(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the first line's number, the words after the fence, and the lines of each block."""
    mark, info, start = "", "", 0
    block: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        opened = re.match(r"(`{3,})\s*(.*)", line)
        if opened and not mark:
            mark, info, start, block = opened[1], opened[2], number, []
        elif mark and line == mark:
            yield start, info, block
            mark = ""
        elif mark:
            block.append(line)
    assert not mark, f"{path.name}:{start}: a block without end"


def prose(path: Path) -> list[str]:
    """Return the lines of a page, with the lines of fenced blocks emptied."""
    lines = path.read_text("utf-8").splitlines()
    for start, _, block in fences(path):
        lines[start - 1 : start + len(block) + 1] = [""] * (len(block) + 2)
    return lines


def sections(name: str) -> dict[str, Section]:
    """Return the sections of a page of docs/ by heading, without backticks."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for line in prose(ROOT / "docs" / name):
        if match := re.match(r"#+ (.*)", line):
            heading = match[1].replace("`", "")
            assert heading not in found, f"{name}: two headings “{heading}”"
            found[heading] = []
        else:
            found[heading].append(line)
    return {heading: Section(heading, tuple(lines)) for heading, lines in found.items()}


def examples() -> list[Example]:
    """Return all fenced blocks of all pages."""
    found = []
    for path in PAGES:
        for start, info, block in fences(path):
            language, mark, *_ = *info.split(maxsplit=1), "", ""
            found.append(Example(path.name, start, language, mark, "\n".join(block) + "\n"))
    return found


EXAMPLES: Final = examples()


def marked(*marks: str) -> list[Example]:
    return [each for each in EXAMPLES if each.mark in marks]


# Commands


def commands_of(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield the commands by their names; those of a group begin with the name of that."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS: Final[Mapping[str, click.Command]] = dict(commands_of(cli))
HELP: Final[set[str]] = set(cli.context_settings["help_option_names"])


def option_names(parameters: list[click.Parameter]) -> set[str]:
    """Return how each parameter is written on the command line."""
    return {
        name
        for each in parameters
        for name in (
            each.opts if isinstance(each, click.Option) else [each.human_readable_name.upper()]
        )
    }


def written_options(section: Section) -> set[str]:
    return {name for row in section.rows for name in re.findall(r"`(-{1,2}[\w-]+|[A-Z]+)", row[0])}


def common_options() -> set[str]:
    return set.intersection(*(option_names(each.params) for each in COMMANDS.values())) | HELP


def test_every_command_is_documented_and_no_other() -> None:
    documented = sections("commands.md")
    start = "briefgen "
    named = {each.removeprefix(start) for each in documented if each.startswith(start)}
    assert named == set(COMMANDS)
    assert set(documented["Commands"].names) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    section = sections("commands.md")[f"briefgen {name}"]
    assert written_options(section) == option_names(COMMANDS[name].params) - common_options()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_choice_of_an_option_is_documented(name: str) -> None:
    text = "\n".join(sections("commands.md")[f"briefgen {name}"].lines)
    for parameter in COMMANDS[name].params:
        if isinstance(parameter.type, click.Choice):
            assert [choice for choice in parameter.type.choices if f"`{choice}`" not in text] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_default_of_an_option_is_documented(name: str) -> None:
    section = sections("commands.md")[f"briefgen {name}"]
    rows = {row[0].split()[0].strip("`"): row[1] for row in section.rows}
    for option in COMMANDS[name].params:
        if isinstance(option, click.Option) and option.show_default:
            assert f"`{option.default}`" in rows[option.opts[0]], option.opts


def test_options_of_all_commands_are_documented_once() -> None:
    documented = sections("commands.md")
    assert written_options(documented["Options of every command"]) == common_options()
    before = written_options(documented["Options before the command"])
    assert before == option_names(cli.params) - common_options()


def test_every_environment_variable_is_documented_and_no_other() -> None:
    sources = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    read = set(re.findall(r"environ(?:\.get\(|\[)\s*\"(\w+)\"", sources))
    assert set(sections("commands.md")["Environment"].names) == read


def test_every_command_in_an_example_exists() -> None:
    shown = [
        (str(example), command, rest)
        for example in EXAMPLES
        for command, rest in re.findall(
            rf"(?:^|/|&& |-m |run: )briefgen ({'|'.join(COMMANDS)}|[a-z]+)([^\n#&>]*)",
            example.text,
            re.MULTILINE,
        )
    ]
    assert {command for _, command, _ in shown} >= {"init", "new", "build", "serve", "schema"}
    for place, command, rest in shown:
        known = option_names(COMMANDS[command].params) | HELP
        assert set(re.findall(r"(?<!\S)--?[\w-]+", rest)) <= known, place


# What authors write


def kinds_within(*hints: Any) -> list[type]:
    """Return the dataclasses among these types, and those of their fields."""
    found: list[type] = []

    def visit(hint: Any) -> None:
        if dataclasses.is_dataclass(hint) and isinstance(hint, type) and hint not in found:
            found.append(hint)
            for inner in typing.get_type_hints(hint).values():
                visit(inner)
        for argument in typing.get_args(hint):
            visit(argument)

    for hint in hints:
        visit(hint)
    return found


def required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


FRONT_MATTER: Final = {
    BriefFrontMatter: "Front matter of a brief",
    PageFrontMatter: "Front matter of a page",
    AuthorFrontMatter: "Front matter of an author",
    front_matter.WrittenSource: "A source",
    front_matter.WrittenImage: "The image",
    front_matter.WrittenCorrection: "A correction",
    front_matter.WrittenDownload: "Downloads",
    front_matter.WrittenSeo: "Search engines and link previews",
    front_matter.WrittenLink: "A link",
}


def test_every_part_of_front_matter_has_a_section() -> None:
    kinds = kinds_within(BriefFrontMatter, PageFrontMatter, AuthorFrontMatter)
    assert set(kinds) - {WrittenDate} == set(FRONT_MATTER)


@pytest.mark.parametrize("kind", FRONT_MATTER, ids=lambda kind: kind.__name__)
def test_every_key_of_front_matter_is_documented_and_no_other(kind: type) -> None:
    section = sections("writing.md")[FRONT_MATTER[kind]]
    taxonomies = set(DEFAULT_TAXONOMIES) if kind is BriefFrontMatter else set()
    fields = dataclasses.fields(kind)
    assert set(section.names) == {field.name for field in fields} | taxonomies
    assert len(section.names) == len(set(section.names))
    said = {row[0].strip("`") for row in section.rows if "**required**" in row[1]}
    assert said == {field.name for field in fields if required(field)}


# The headings of values within the values of other keys.
WITHIN: Final = {
    MenuLink: "items",
    SourcePattern: "ignore",
    AgesConfig: "max_age",
    ArchiveConfig: "archive",
}


def heading_of(kind: type) -> str:
    """Return the key of site.yaml that takes a kind of value: the heading of its section."""
    if kind in WITHIN:
        return WITHIN[kind]
    hints = typing.get_type_hints(SiteSettings)
    return next((name for name, hint in hints.items() if kind in kinds_within(hint)), "Keys")


@pytest.mark.parametrize("kind", kinds_within(SiteSettings), ids=lambda kind: kind.__name__)
def test_every_setting_is_documented_with_its_default_and_no_other(kind: type) -> None:
    rows = {row[0].strip("`"): row[1] for row in sections("site.md")[heading_of(kind)].rows}
    fields = {field.name: field for field in dataclasses.fields(kind)}
    assert set(rows) == set(fields)
    assert {name: rows[name] for name in rows} == {
        name: default_in_words(field, rows[name]) for name, field in fields.items()
    }


def default_in_words(field: dataclasses.Field[Any], written: str) -> str:
    """Return the default as the documentation shows it: YAML in backticks, or words."""
    if required(field):
        return "**required**"
    default = field.default
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    if default is None:
        return "none"
    if dataclasses.is_dataclass(default):
        return "see there"
    value = list(default) if isinstance(default, tuple) else default
    same = re.fullmatch(r"`.+`", written) and yaml.safe_load(written.strip("`")) == value
    return written if same else f"`{json.dumps(value)}`"


def test_every_network_is_documented_and_no_other() -> None:
    assert sections("site.md")["share"].names == list(typing.get_args(Network))


def test_every_service_to_embed_is_documented_with_an_id_and_its_host_and_no_other() -> None:
    rows = [
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in sections("embeds.md")["Services"].lines
        if line.startswith("| `")
    ]
    assert [row[0].strip("`") for row in rows] == list(SERVICES)
    for (_, name, ids, host), (service, entry) in zip(rows, SERVICES.items(), strict=True):
        assert name == entry.name
        written = re.findall(r"`([^`]+)`", ids)
        assert entry.example in written
        assert all(embed_of(service, own_id) for own_id in written)
        assert service == ANY or host == f"`{entry.host}`"


# What layouts see

LAYOUTS: Final = {
    row[0].strip("`"): re.sub(r"\W+.*", "", row[1].strip("[`"))
    for row in sections("layouts.md")["The layouts and their blocks"].rows
    if len(row) == 3
}


VIEWS: Final[list[type[View]]] = [
    kind
    for kind in vars(views).values()
    if isinstance(kind, type) and issubclass(kind, View) and kind is not View
]
SEEN: Final = kinds_within(SiteView, *VIEWS)


def in_words(hint: Any) -> str:
    """Return a type as the documentation names it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return f"{in_words(next(a for a in arguments if a is not type(None)))} or none"
    if origin is tuple:
        return f"list of {in_words(arguments[0])}"
    if origin is not None:
        return "mapping" if arguments[1] is Any else f"mapping of {in_words(arguments[1])}"
    words = {str: "text", int: "number", bool: "true or false", datetime: "datetime"}
    words |= {Html: "HTML", Text: "HTML"}  # layouts receive texts as HTML
    return words.get(hint) or str(hint.__name__)


def seen(kind: type) -> dict[str, str]:
    """Return the fields and properties of a kind of value, with their types."""
    hints = typing.get_type_hints(kind)
    inherited = {name for base in kind.__bases__ for name in typing.get_type_hints(base)}
    found = {name: in_words(hint) for name, hint in hints.items() if name not in inherited}
    for name, value in vars(kind).items():
        if isinstance(value, property) and value.fget and not name.startswith("_"):
            found[name] = in_words(typing.get_type_hints(value.fget)["return"])
    return found


@pytest.mark.parametrize("kind", SEEN, ids=lambda kind: kind.__name__)
def test_every_field_of_a_view_is_documented_with_its_type_and_no_other(kind: type) -> None:
    rows = sections("layouts.md")[kind.__name__].rows
    assert {row[0].strip("`"): row[1] for row in rows} == seen(kind)


def test_only_values_that_layouts_receive_are_documented() -> None:
    text = (ROOT / "docs/layouts.md").read_text("utf-8")
    headings = re.findall(r"^### `(\w+)`$", text, re.MULTILINE)
    assert sorted(headings) == sorted(kind.__name__ for kind in SEEN)


def test_the_values_common_to_all_layouts_are_documented() -> None:
    rows = sections("layouts.md")["What every layout sees"].rows
    names = {row[0].strip("`") for row in rows}
    assert names == {"site", "body", *(field.name for field in dataclasses.fields(View))}


def test_every_layout_is_documented_with_its_blocks_and_no_other() -> None:
    assert social.LAYOUT in {path.name for path in THEME.glob("*.typ")}
    files = {path.name for path in THEME.glob("*.html")}
    assert set(LAYOUTS) == files - {"base.html", email_html.LAYOUT}
    assert set(LAYOUTS.values()) == {kind.__name__ for kind in VIEWS}
    rows = sections("layouts.md")["The layouts and their blocks"].rows
    blocks = [row[0].strip("`") for row in rows if len(row) == 2]
    assert blocks == re.findall(r"{% block (\w+)", (THEME / "base.html").read_text("utf-8"))


def test_the_values_of_the_image_layout_are_documented() -> None:
    card = SocialCard(title="A", site_title="B", accent="#0b5d66")
    rows = sections("layouts.md")["Link preview images"].rows
    names = {row[0].strip("`"): row[1] for row in rows if len(row) == 3}
    data = social.card_data(card, card.accent, "#ffffff")
    assert set(names) == set(data)
    kinds = {"text": str, "list of text": list, "text or none": str | None, "mapping": dict}
    assert all(isinstance(data[name], kinds[kind]) for name, kind in names.items())
    file = (THEME / "partials/fitting.typ").read_text("utf-8")
    functions = set(re.findall(r"^#let ([\w-]+)\(", file, re.MULTILINE))
    assert {row[0].strip("`").split("(")[0] for row in rows if len(row) == 2} == functions


def test_the_values_of_the_layouts_of_emails_are_documented() -> None:
    section = sections("layouts.md")["Emails"]
    email = EmailBrief(title="A", url="https://a.example/", site_title="B")
    inputs = WriterInput(origin=Location("a.md"), layouts=Layouts(THEME))
    names = {row[0].strip("`"): row[1] for row in section.rows}
    assert set(names) == set(email_html._variables(email, inputs))
    for name, hint in typing.get_type_hints(EmailBrief).items():
        assert names[name] == ("HTML" if name in email_html._FONTS else in_words(hint))
    plain = email_text._variables(email, inputs, Plain(email.url, str))
    (paragraph,) = " ".join(section.lines).split("In `email.txt`,")[1:]
    assert set(re.findall(r"`(\w+)`", paragraph)) == set(plain)


@pytest.mark.parametrize("example", marked("layouts/email.html", "layouts/email.txt"), ids=str)
def test_the_examples_of_email_layouts_work(
    example: Example, make_quick_site: MakeSite, build_site: BuildSite
) -> None:
    brief = {"content/briefs/a.md": "---\ntitle: A\n---\nText."}
    root = make_quick_site(brief, outputs={"email": True})
    name = f"/briefs/a/{example.mark.removeprefix('layouts/')}"
    before = build_site(root).read(name)
    make_quick_site({example.mark: example.text}, outputs={"email": True})
    after = build_site(root)
    assert after.codes == []
    assert after.read(name) != before


def test_every_layout_names_its_view_in_the_program() -> None:
    said = {kind.__name__: (kind.__doc__ or "").split(".html")[0] for kind in VIEWS}
    assert {name: layout.removesuffix(".html") for layout, name in LAYOUTS.items()} == said


def test_every_partial_filter_and_asset_is_documented_and_no_other() -> None:
    documented = sections("layouts.md")
    partials = {f"partials/{path.name}" for path in (THEME / "partials").iterdir()}
    assert set(documented["Partials"].names) == partials
    assert set(documented["Filters"].names) == set(FILTERS)
    told = (ROOT / "docs" / "layouts.md").read_text("utf-8")
    assert {name for name in TESTS if f" is {name}" in told} == set(TESTS)
    assets = {path.name for path in (THEME / "assets").iterdir()}
    assert set(documented["Styles and other assets"].names) == assets


def test_the_examples_of_layouts_work(tmp_path: Path, build_site: BuildSite) -> None:
    root = tmp_path / "site"
    make_starter(root)
    before = build_site(root)
    drawn = before.read("/briefs/first-brief/social.png")
    for example in EXAMPLES:
        if example.mark.startswith("layouts/"):
            place = root / example.mark
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(example.text, "utf-8")
    brief = root / "content/briefs/first-brief/index.md"
    reviewed = "---\nextra: {reviewed_by: Alex Sample}\n"
    brief.write_text(brief.read_text("utf-8").replace("---\n", reviewed, 1), "utf-8")
    after = build_site(root)
    assert before.diagnostics == after.diagnostics
    assert {*before.codes} == {"placeholder"}, "the starter has gaps to fill in"
    page = after.page("/briefs/first-brief/")
    assert "Reviewed by Alex Sample." in page.words("p.meta")
    assert any("Set in Leipzig" in each for each in page.words("body > p"))
    assert len(page.select("aside.highlights > ol > li")) == 3
    assert page.values("link[rel=stylesheet]", "href")[-1].startswith("/assets/site-")
    assert after.read("/briefs/first-brief/social.png") != drawn


# Problems


def test_every_code_is_documented_with_its_severity_and_no_other() -> None:
    said = {
        heading: next(line for line in section.lines if line).split(".")[0].lower()
        for heading, section in sections("problems.md").items()
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", heading)
    }
    assert said == {code: about.severity.value for code, about in CODES.items()}


def test_every_message_in_an_example_has_a_code_of_its_severity() -> None:
    shown = [
        match
        for example in EXAMPLES
        for match in re.findall(r"(error|warning): .* \[([\w-]+)\]$", example.text, re.MULTILINE)
    ]
    assert shown
    assert shown == [(CODES[code].severity.value, code) for _, code in shown]


# Examples

KINDS: Final = {
    "brief": Entry("briefs/example.md", Kind.BRIEF),
    "body": Entry("briefs/example.md", Kind.BRIEF),
    "page": Entry("example.md", Kind.PAGE),
    "author": Entry("authors/example.md", Kind.AUTHOR),
}


@pytest.mark.parametrize("example", marked(*KINDS), ids=str)
def test_examples_of_content_are_valid(example: Example) -> None:
    text = example.text if example.mark != "body" else f"---\ntitle: A\n---\n{example.text}"
    with_maths = ReadSettings(Dialect(MarkdownConfig(math=True)))
    checked = parse_entry(KINDS[example.mark], text.encode(), with_maths)
    # An example of front matter has no text that cites its sources.
    assert wrong(checked.diagnostics) == []
    assert checked.value is not None


@pytest.mark.parametrize("example", marked("site"), ids=str)
def test_examples_of_site_yaml_are_valid(example: Example) -> None:
    checked = read_config(example.text.encode())
    assert checked.diagnostics == ()
    assert checked.value is not None


def test_every_markdown_example_is_marked() -> None:
    unmarked = [
        str(each) for each in EXAMPLES if each.language in ("markdown", "html") and not each.mark
    ]
    assert unmarked == []
    assert {"brief", "body", "page", "author", "site"} <= {each.mark for each in EXAMPLES}


def test_the_files_for_hosting_are_shown_as_they_are_written() -> None:
    files = {
        path: data.decode()
        for path, data in (*hosting_files(CI_SERVICES, (), ""), *hosting_files((), HOSTS, ""))
    }
    shown = {each.mark: each.text for each in EXAMPLES if each.page == "recipes.md"}
    assert shown == files


# The tutorial


def test_the_tutorial_shows_the_messages_that_its_reader_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "my-briefs"
    make_starter(root)
    monkeypatch.chdir(root)
    (brief,) = (
        each.text for each in EXAMPLES if each.page == "tutorial.md" and each.mark == "brief"
    )
    gaps, warning, line, error = (each.text for each in marked("tutorial"))
    place = root / "content/briefs/two-bases.md"
    steps = {
        brief: gaps,
        brief.replace("summary:", "sumary:"): warning,
        brief + line: error,
        brief + line.replace("frist", "first"): gaps,
    }
    for text, message in steps.items():
        place.write_text(text, "utf-8")
        shown = CliRunner().invoke(cli, ["check", "--drafts"]).output
        assert message in shown
        # The tutorial is about the preview, which does not say that there is no summary.
        count = shown.count("warning:") + shown.count("error:") - shown.count(" [no-summary]")
        assert count == 1 + (message != gaps)


# Links


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = [match[1] for line in prose(path) if (match := re.match(r"#+ (.*)", line))]
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(path: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", "\n".join(prose(path)))
    for destination in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", destination):
            continue
        file, _, anchor = unquote(destination).partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), destination
        assert target.is_relative_to(ROOT), destination
        if anchor:
            assert anchor in anchors(target), destination


def test_every_documentation_page_can_be_reached_from_the_readme() -> None:
    linked = re.findall(r"\((docs/\w+\.md)", (ROOT / "README.md").read_text("utf-8"))
    assert {ROOT / each for each in linked} == set((ROOT / "docs").glob("*.md"))


def test_the_screenshot_is_small() -> None:
    for picture in (ROOT / "docs/images").iterdir():
        assert picture.stat().st_size <= 200_000, picture.name

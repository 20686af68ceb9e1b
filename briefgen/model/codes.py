"""Every diagnostic code: its severity and what it stands for.

The documentation and the SARIF rules are made from this table, and
`tests/sites/invalid/CODE/` holds one tiny site for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final


class Severity(Enum):
    """An error stops publication; a warning does so only under `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """What a diagnostic code means."""

    severity: Severity
    meaning: str


def _errors(**meanings: str) -> dict[str, Code]:
    return {name.replace("_", "-"): Code(Severity.ERROR, text) for name, text in meanings.items()}


def _warnings(**meanings: str) -> dict[str, Code]:
    return {name.replace("_", "-"): Code(Severity.WARNING, text) for name, text in meanings.items()}


CODES: Mapping[str, Code] = MappingProxyType(
    {
        # files
        **_errors(
            site_missing="There is no site.yaml in the folder.",
            unreadable="A file cannot be read.",
            not_utf8="A text file is not UTF-8.",
            nul_byte="A text file holds a NUL byte.",
            too_large="A text file, a paragraph or a drawing is larger than briefgen reads.",
            internal_error="briefgen fails on a file: a bug of briefgen.",
            empty_file="A Markdown file has no bytes.",
            file_name="A file's name cannot become part of a URL.",
            long_name="A name or path that is longer than file systems allow.",
            directory_named_md="A folder is named like a Markdown file.",
            raw_text="A text that is not read as Markdown, and would be published raw.",
            copy_of_text="A file is named like a copy of a text.",
            symlink="A symbolic link leads out of content/ or to a folder.",
            special_file="A FIFO, socket or device stands in content/.",
        ),
        **_warnings(
            control_character="A character that no text holds; left out.",
            left_out_file="A file that is not published: a copy, or the source of a text.",
            windows_name="A name that no file or folder can have on Windows.",
        ),
        # front matter and site.yaml
        **_errors(
            front_matter_missing="A Markdown file does not begin with front matter.",
            front_matter_unclosed="The front matter has no closing line.",
            front_matter_format="The front matter is TOML or JSON.",
            yaml="The YAML cannot be read.",
            yaml_tag="A YAML tag that would make objects.",
            yaml_aliases="YAML aliases that expand without bound.",
            duplicate_key="A key stands twice.",
            missing_key="A required key is absent.",
            wrong_value="A value is of the wrong kind.",
            wrong_date="A value is not a date.",
            wrong_slug="A slug or alias is not part of a URL of the site.",
            not_held_back="A key that looks as if it held the text back, and does not.",
            unknown_setting="site.yaml has a key that briefgen does not know.",
        ),
        **_warnings(
            unknown_key="The front matter has a key that briefgen does not know.",
            setting_without_effect="A setting that this version does not act upon.",
            low_contrast="A colour of the site in which links are hard to read.",
            cut_value="Words after a ` #`, which makes them a comment.",
            placeholder="Words of `briefgen new` that nobody has replaced.",
        ),
        # Markdown
        **_errors(
            too_deep="Markdown is nested deeper than briefgen follows.",
            broken_link="A link to a file that is not published.",
            broken_anchor="A link to a heading that the target does not have.",
            unpublished_link="A link to something that is not published yet.",
            unsafe_svg="An SVG picture that cannot be checked for scripts.",
        ),
        **_warnings(
            removed_html="Raw HTML that was left out, or replaced by a link.",
            unsafe_link="A link whose destination could run code; left out.",
            foreign_tag="Template syntax of another generator, published as text.",
            empty_body="A brief without a body.",
            unknown_footnote="A footnote is referred to, but not defined.",
            unknown_reference="A reference link has no definition.",
            unknown_callout="A callout of an unknown kind.",
            unknown_path="A link under the site's root that names nothing in it.",
            missing_scheme="A link to a host without https:// before it.",
            missing_alt="An image without a text alternative.",
            near_source="The text links to nearly the address that `sources` describes.",
            duplicate_source="`sources` describes one work twice.",
        ),
        # the site
        **_errors(
            url_collision="Two files claim one URL.",
            empty_term="A category, tag, series or author whose name makes no URL.",
            unknown_translation="translation_of names no brief.",
        ),
        **_warnings(
            blocked_release="An error that is to come, when a text that waits comes out.",
            future_date="A date lies in the future; a brief waits until then.",
            date_order="Two dates contradict each other; one is left out.",
            spelling="One term in several spellings.",
            near_author="A name that looks like the id of an author, and is none.",
            several_authors="One name that seems to hold several people, or a role.",
            untitled_sources="Sources that are called by the words of their links.",
            unused_reply="A reply to a brief that does not exist.",
            unused_term_file="A file gives words to a term that no brief has.",
            same_language="A translation says that it is in the language of its original.",
            no_briefs="The site has no published brief.",
        ),
        # layouts and output
        **_errors(
            layout="A layout cannot be read or fails.",
            layout_missing="A layout that is needed does not exist.",
            output="The output cannot be written.",
            foreign_output="The output folder was not made by briefgen.",
            clock="The clock is behind the last build, which published what now waits.",
            busy="Another build holds the site.",
        ),
        **_warnings(
            picture="A picture that cannot be made smaller, or may be shown on its side.",
            former_release="A former release beside the output that cannot be removed.",
            card_font="A title in a script that the picture for link previews cannot show.",
            unused_layout="A layout of the site that no page uses.",
            unknown_block="A block of a layout that the one which it extends does not have.",
        ),
    }
)

# The errors that a site may lower: what they tell of is published as the author wrote it. Behind
# every other error stands a file that cannot be read, a text that is to be held back, or a page
# that would be lost.
LOWERABLE: Final = frozenset({"broken-link", "broken-anchor", "unknown-translation"})
# A warning that stays: it tells of a link that could run code.
_KEPT_WARNINGS: Final = frozenset({"unsafe-link"})


def may_be_lowered(code: str) -> bool:
    """Whether a site may make less of a code than it is."""
    if CODES[code].severity is Severity.ERROR:
        return code in LOWERABLE
    return code not in _KEPT_WARNINGS

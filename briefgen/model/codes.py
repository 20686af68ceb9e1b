"""Every diagnostic code with its severity and meaning.

The documentation and the SARIF rules come from this table. `tests/sites/invalid/CODE/` has one
tiny site for each code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Final


class Severity(Enum):
    """An error stops publication; a warning does so only with `--strict`."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """What a diagnostic code means.

    If it `is_editorial`, it says how a text could be better, not what is wrong. Only
    `briefgen check` reports it, unless a site gives it a level.
    """

    severity: Severity
    meaning: str
    is_editorial: bool = False


def _errors(**meanings: str) -> dict[str, Code]:
    return {name.replace("_", "-"): Code(Severity.ERROR, text) for name, text in meanings.items()}


def _warnings(**meanings: str) -> dict[str, Code]:
    return {name.replace("_", "-"): Code(Severity.WARNING, text) for name, text in meanings.items()}


def _editorial(**meanings: str) -> dict[str, Code]:
    return {name: replace(code, is_editorial=True) for name, code in _warnings(**meanings).items()}


CODES: Mapping[str, Code] = MappingProxyType(
    {
        # files
        **_errors(
            site_missing="The folder has no site.yaml.",
            unreadable="A file cannot be read.",
            not_utf8="A text file is not UTF-8.",
            nul_byte="A text file contains a NUL byte.",
            too_large="A text file, paragraph or SVG image is larger than briefgen accepts.",
            internal_error="briefgen failed on a file because of a bug in briefgen.",
            empty_file="A Markdown file is empty.",
            file_name="A file name cannot become part of a URL.",
            long_name="A file name or path is longer than file systems allow.",
            directory_named_md="A folder is named like a Markdown file.",
            raw_text="A file that looks like Markdown would be published as raw source.",
            copy_of_text="A file name looks like that of a copy of a text.",
            symlink="A symbolic link points outside content/ or to a folder.",
            special_file="A FIFO, socket or device is in content/.",
        ),
        **_warnings(
            control_character="A control character or similar invisible character was removed.",
            left_out_file="A file is not published, because it looks like a copy or a manuscript.",
            windows_name="A file or folder name is not allowed on Windows.",
        ),
        # front matter and site.yaml
        **_errors(
            front_matter_missing="A Markdown file does not begin with front matter.",
            front_matter_unclosed="The front matter has no closing `---` line.",
            front_matter_format="The front matter is TOML or JSON.",
            yaml="The YAML is not valid.",
            yaml_tag="A YAML tag would create an object.",
            yaml_aliases="YAML aliases expand to too much data.",
            duplicate_key="A key is used twice.",
            missing_key="A required key is missing.",
            wrong_value="A value has the wrong type or is not allowed.",
            wrong_date="A value is not a date.",
            wrong_slug="A slug or alias cannot be used in a URL of the site.",
            not_held_back="A key looks as if it delays publication, but does not.",
            unknown_setting="site.yaml has an unknown key.",
            secret="site.yaml contains a password or another secret.",  # noqa: S106
        ),
        **_warnings(
            unknown_key="The front matter has an unknown key.",
            setting_without_effect="A setting has no effect here.",
            low_contrast="Links in one of the site's colours are hard to read.",
            cut_value="Text after ` #` is ignored, because YAML treats it as a comment.",
            placeholder="Placeholder text from `briefgen new` or `init` has not been replaced.",
        ),
        # Markdown
        **_errors(
            too_deep="Markdown is nested too deeply.",
            broken_link="A link or image points to a file that does not exist.",
            broken_anchor="A link points to a heading that the target page does not have.",
            unpublished_link="A link points to something that is not published yet.",
            data_file="A CSV file whose data a text shows has an error.",
            chart="A chart cannot be drawn from its data.",
            unknown_column="A block names a column that its data does not have.",
            math="A formula is not TeX, or uses what is not supported.",
            unsafe_svg="An SVG image cannot be checked for scripts.",
            embed_id="An embed has no ID or URL that its service understands.",
        ),
        **_warnings(
            removed_html="Raw HTML was removed or replaced with a link.",
            unsafe_link="A link was removed because its destination is unsafe or has no host.",
            foreign_tag="Another generator's template syntax is published as plain text.",
            empty_body="A brief has no body.",
            unknown_footnote="A footnote is referenced but not defined.",
            repeated_footnote="A footnote is defined twice; only the first text is published.",
            unused_footnote="A footnote is not published, because no text refers to it.",
            unused_abbreviation="The text does not use an abbreviation that is explained.",
            unclosed_block="A callout or a code block is not closed.",
            stray_mark="Characters that look like markup are published as text.",
            dropped_cell="A row of a table has more cells than the table has columns.",
            markdown_in_html="Markdown within a block of HTML is published as written.",
            unknown_reference="A reference link has no definition.",
            unknown_callout="A callout or embed has an unknown type.",
            embed_image="An embed has no image that is kept with the site.",
            embed_content="An embed contains more than an image and its caption.",
            unknown_path="A link that starts with `/` points to nothing on the site.",
            empty_link="A link has no words.",
            missing_scheme="A link begins with www. instead of https://.",
            unknown_row="A table does not show a row that it highlights.",
            chart_library="A chart is shown as a table, because a library is not installed.",
            chart_series="A chart has more series than can be told apart by colour.",
            missing_alt="An image has no alt text.",
            near_source="A link in the text almost matches the URL of an entry in `sources`.",
            duplicate_source="`sources` lists the same work twice.",
            dead_source="A source cannot be read any more.",
            failing_source="A source could not be read when it was last asked.",
            moved_source="A source has moved to another address for good.",
            changed_source="The text of a source is not the one that was cited.",
            no_archived_copy="A source or a brief has no archived copy.",
            unknown_quotation="A quotation does not occur in its source.",
        ),
        # what an editor would say
        **_editorial(
            vague_link="The words of a link do not say where it leads.",
            bare_url="The text of a link is a URL.",
            no_highlights="A brief has no highlights.",
            many_highlights="A brief has more than five highlights.",
            long_highlight="A highlight is longer than 200 characters.",
            repeated_title="A highlight repeats the title.",
            no_summary="A brief has no summary of its own.",
            no_sources="A brief has no sources.",
            no_date="A brief has no date.",
            uncited_source="The text does not cite an entry of `sources`.",
            near_term="A term that only one brief has looks like a misspelling of another.",
            duplicate_title="Two texts in one language have the same title.",
            large_image="An image is larger than 500 kB.",
        ),
        # the site
        **_errors(
            url_collision="Two files have the same URL.",
            empty_term="The name of a term or author has no letter or digit for its URL.",
            unknown_translation="translation_of does not name a brief.",
        ),
        **_warnings(
            blocked_release="A scheduled text will cause an error when it is published.",
            future_date="A date is in the future; a brief is published on its date.",
            date_order="Two dates contradict each other; one is ignored.",
            spelling="A term has several spellings.",
            near_author="A name looks like the id of an author, but no author has that id.",
            several_authors="An author name seems to contain several people or a role.",
            untitled_sources="Sources without a title are listed by their link text.",
            unused_reply="A reply to a brief that does not exist.",
            unknown_category="`home.categories` names a category that no published brief has.",
            unused_term_file="A file or setting names a term that no published brief uses.",
            same_language="A translation has the same language as its original.",
            no_briefs="The site has no published briefs.",
        ),
        # layouts and output
        **_errors(
            layout="A layout has an error.",
            layout_missing="A required layout does not exist.",
            output="The output cannot be written.",
            foreign_output="The output directory was not created by briefgen.",
            clock="The clock is behind the last build, so published texts would be unpublished.",
            busy="Another build of the site is running.",
            deploy_refused="The output directory must not be deployed as it is.",
            deploy_failed="The site could not be deployed to a target.",
        ),
        **_warnings(
            picture="An image cannot be resized, or browsers may show it rotated.",
            gone_address="The last build published a page at an address that has none now.",
            former_release="An old release next to the output directory cannot be deleted.",
            large_email="The email of a brief is larger than Gmail shows.",
            card_font="The link preview image cannot show a title in this script.",
            pdf_font="The PDF of a brief lacks letters that its fonts do not have.",
            unused_layout="No page uses one of the site's layouts.",
            unknown_block="A layout fills a block that its parent layout does not have.",
        ),
    }
)

# The errors that a site may downgrade: the link or text is then published as the author wrote it.
# Every other error means that a file cannot be read, that a text must not be published yet, or that
# a page would be lost.
LOWERABLE: Final = frozenset({"broken-link", "broken-anchor", "unknown-translation"})
# A warning that cannot be turned off: it reports a link that could run code.
_KEPT_WARNINGS: Final = frozenset({"unsafe-link"})

# Only the key of these problems is shown, not its line, because logs may be public.
CONFIDENTIAL: Final = frozenset({"secret"})


def may_be_lowered(code: str) -> bool:
    """Whether a site may downgrade or turn off a code."""
    if CODES[code].severity is Severity.ERROR:
        return code in LOWERABLE
    return code not in _KEPT_WARNINGS

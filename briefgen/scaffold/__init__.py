"""Creates new sites, and new briefs, pages and authors, and the files for hosting a site."""

from briefgen.scaffold.editor import SETTING as EDITOR_SETTING
from briefgen.scaffold.editor import (
    NotDownloaded,
    add_editor,
    fetch_from_npm,
    has_editor,
    is_on,
)
from briefgen.scaffold.hosting import (
    CI_SERVICES,
    HOSTS,
    add_hosting,
    next_steps,
    servers_of,
    servers_setting,
)
from briefgen.scaffold.sites import (
    LANGUAGES,
    NotEmpty,
    SiteChoices,
    default_choices,
    is_translated,
    make_site,
    problem_with,
    refuse_full_folder,
)
from briefgen.scaffold.texts import (
    BriefChoices,
    Exists,
    NotPossible,
    make_author,
    make_brief,
    make_page,
)

__all__ = [
    "CI_SERVICES", "EDITOR_SETTING", "HOSTS", "LANGUAGES", "BriefChoices", "Exists",
    "NotDownloaded", "NotEmpty", "NotPossible", "SiteChoices", "add_editor", "add_hosting",
    "default_choices", "fetch_from_npm", "has_editor", "is_on", "is_translated", "make_author",
    "make_brief", "make_page", "make_site", "next_steps", "problem_with", "refuse_full_folder",
    "servers_of", "servers_setting",
]  # fmt: skip

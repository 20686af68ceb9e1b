"""Creates new sites, and new briefs, pages and authors."""

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
    "LANGUAGES", "BriefChoices", "Exists", "NotEmpty", "NotPossible", "SiteChoices",
    "default_choices", "is_translated", "make_author", "make_brief", "make_page", "make_site",
    "problem_with", "refuse_full_folder",
]  # fmt: skip

"""The search index, which Pagefind builds from the finished pages of briefs.

`parts` divides the pages, `bundles` indexes a part, and `words` tells the search page what the
parts are.
"""

from __future__ import annotations

from briefgen.pipeline.search.bundles import Bundle, bundle_of
from briefgen.pipeline.search.memory import SearchIndex, index_in_memory
from briefgen.pipeline.search.parts import Part, index_language, parts_of
from briefgen.pipeline.search.service import NoIndex
from briefgen.pipeline.search.words import ENTRY, PartListing, top_files

__all__ = [
    "ENTRY",
    "Bundle",
    "NoIndex",
    "Part",
    "PartListing",
    "SearchIndex",
    "bundle_of",
    "index_in_memory",
    "index_language",
    "parts_of",
    "top_files",
]

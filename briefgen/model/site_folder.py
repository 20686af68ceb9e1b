"""What authors call the files and folders of a site."""

from __future__ import annotations

from typing import Final

SITE_FILE: Final = "site.yaml"
CONTENT: Final = "content/"  # the folder of the texts
LEDGER_FILE: Final = "sources.lock.yaml"  # what is known of the sources

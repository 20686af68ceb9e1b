"""Placeholder text that `briefgen new` and `briefgen init` write for the author to replace."""

from __future__ import annotations

from typing import Final

TAKEAWAYS: Final = ("The first takeaway.", "The second takeaway.", "The third takeaway.")
OPENING: Final = (
    "Begin with the finding. Link each claim to its source,"
    " [like this](https://example.com/report)."
)
BASE_URL: Final = "https://example.org"

"""Placeholder text that `briefgen new` and `briefgen init` write for the author to replace."""

from __future__ import annotations

import re
from typing import Final

TAKEAWAYS: Final = (
    "The first takeaway.",
    "The second takeaway.",
    "The third takeaway.",
    "The fourth takeaway.",
    "The fifth takeaway.",
)
OPENING: Final = (
    "Begin with the finding. Link each claim to its source,"
    " [like this](https://example.com/report)."
)
BASE_URL: Final = "https://example.org"
# A gap such as [[Name of the organisation]]; what follows shows that it is no link.
GAP: Final = re.compile(r"\[\[(?=[^\[\]]*[^\W\d_])[^\[\]]{2,600}\]\](?![(\[:])")

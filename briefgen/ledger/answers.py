"""Answers of the web: what a server said about one URL, or why there is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

MOST: Final = 2_000_000  # bytes of a page that are read

# Why there is no answer. `no-host`: the name of the host does not exist. `private`: the host is in
# a private network. `issuer`: the issuer of the certificate is not known here, as when a server
# does not send all certificates, which browsers often find. `tls`: there is no common form of
# encryption. `loop`: the redirects do not end.
Failure = Literal[
    "", "no-host", "private", "certificate", "issuer", "tls", "timeout", "connection", "loop",
    "protocol",
]  # fmt: skip


class Hop(NamedTuple):
    """A redirect: the URL that was asked, and the status code of its answer."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server says about one URL, or why it does not answer.

    `hops` are the redirects in order, and `final_url` is the URL that was asked last. `body` is the
    beginning of a page; it is empty for anything else. The names of `headers` are in lowercase.
    `details` is what the registry of its DOI answered. `decoy` is the answer for a URL beside it
    that cannot exist, if that was asked.
    """

    url: str
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: Failure = ""
    reason: str = ""
    details: Answer | None = None
    decoy: Answer | None = None

    @property
    def media_type(self) -> str:
        """The type of the content, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """Whether the content is HTML."""
        if not self.media_type:
            return self.body.lstrip()[:1] == b"<"
        return self.media_type in ("text/html", "application/xhtml+xml")

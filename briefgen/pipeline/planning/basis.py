"""What a plan is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefgen.cache.digests import digest
from briefgen.cache.encoding import encode
from briefgen.cache.stamp import code_stamp
from briefgen.model.config import SiteConfig
from briefgen.model.levels import Levels
from briefgen.model.moments import Moment
from briefgen.pipeline.inputs.content import ContentFiles
from briefgen.pipeline.inputs.ledger import LedgerFile
from briefgen.pipeline.inputs.theme import Theme
from briefgen.pipeline.options import BuildOptions


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan is made from. `is_sound` is False if a file has an error.

    `large_images` has the sizes of large images by their keys, if the levels want editorial codes.
    """

    config: SiteConfig
    content: ContentFiles
    theme: Theme
    options: BuildOptions
    levels: Levels
    ledger: LedgerFile = LedgerFile()
    is_sound: bool = True
    large_images: Mapping[str, int] = field(default_factory=dict)


def review_day(basis: Basis) -> Moment | None:
    """Return the day that marks pages for reviewers, or None if the pages are for others."""
    if basis.options.purpose not in ("review", "export"):
        return None
    today = basis.options.now.astimezone(basis.config.zone)
    return Moment(today.replace(hour=0, minute=0, second=0, microsecond=0))


def basis_key(basis: Basis) -> bytes:
    """Return the digest of everything that a plan depends on, except the time of day."""
    options, content, theme = basis.options, basis.content, basis.theme
    included = options.drafts, options.future, options.embargoed, options.always
    option_values = (*included, options.ahead, options.purpose, review_day(basis))
    # What files turn off matters for future problems, which are only reported if they are errors.
    inputs = [
        code_stamp(),
        encode(basis.config),
        encode(option_values),
        encode(theme.anchors),
        encode(content.off),
        basis.ledger.digest,
        encode((basis.levels.wants_editorial, basis.large_images)),
    ]
    for name, data, _ in theme.files:
        inputs += (name.encode(), data)
    return digest(*inputs, content.interface_digest)

"""Who will see the result of a build, and what the settings mean for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, Literal

from briefgen.model.config import AnalyticsConfig, CmsConfig, CommentsConfig, SiteConfig

Purpose = Literal["site", "preview", "review", "export"]


def for_purpose(config: SiteConfig, purpose: Purpose) -> SiteConfig:
    """Return the settings for a purpose."""
    return _CHANGES[purpose](config)


def _published(config: SiteConfig) -> SiteConfig:
    """Leave out the page for editors if they work in this folder."""
    is_local = config.cms is not None and config.cms.backend == "local"
    return replace(config, cms=None) if is_local else config


def _previewed(config: SiteConfig) -> SiteConfig:
    """Let editors work in this folder, wherever they work on the published site."""
    return replace(_uncounted(config), cms=CmsConfig() if config.cms else None)


def _uncounted(config: SiteConfig) -> SiteConfig:
    """Turn off visitor statistics, because only readers are visitors."""
    return replace(config, analytics=AnalyticsConfig())


def _unshared(config: SiteConfig) -> SiteConfig:
    """Turn off everything that would tell another service about a text that is not published."""
    return replace(
        _uncounted(config),
        cms=None,
        comments=CommentsConfig(),
        newsletter=None,
        share=(),
        social=replace(config.social, images=False),
    )


def _alone(config: SiteConfig) -> SiteConfig:
    """Also turn off what a single file cannot have."""
    return replace(
        _unshared(config),
        navigation=(),
        footer=(),
        search=replace(config.search, enabled=False),
        pdf=replace(config.pdf, enabled=False),
        feeds=replace(config.feeds, forms=()),
        outputs=replace(config.outputs, citations=False, email=False),
    )


_CHANGES: Final[Mapping[Purpose, Callable[[SiteConfig], SiteConfig]]] = MappingProxyType(
    {"site": _published, "preview": _previewed, "review": _unshared, "export": _alone}
)

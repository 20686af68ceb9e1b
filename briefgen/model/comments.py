"""The services that can store replies to briefs: one entry each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlencode

from briefgen.model.config import CommentsConfig, origin_of
from briefgen.model.content import Brief
from briefgen.model.views import ReplyForm

_GISCUS: Final = "https://giscus.app"
_FORMSPREE: Final = "https://formspree.io"
_FIELDS: Final = ("message", "name", "email", "website", "trap")
SENT: Final = "reply-sent"  # the anchor of the thanks, which are hidden until it is the target


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """A brief that is replied to: its URL path and its absolute URL."""

    brief: Brief
    path: str
    url: str


def _nothing(_: CommentsConfig, __: ReplyTarget) -> str:
    return ""


def _no_form(_: CommentsConfig, __: ReplyTarget) -> None:
    return None


def _own_origin(config: CommentsConfig) -> str:
    return config.origin


def _static(config: CommentsConfig, target: ReplyTarget) -> ReplyForm:
    """Return the form that Staticman and services like it accept."""
    return ReplyForm(
        action=config.url,
        fields={name: f"fields[{name}]" for name in _FIELDS},
        hidden={"options[slug]": target.brief.slug, "options[redirect]": target.url},
    )


def _netlify(_: CommentsConfig, target: ReplyTarget) -> ReplyForm:
    """Return a form that Netlify recognises when the site is deployed.

    It answers with the page at the form's own URL.
    """
    return ReplyForm(
        action=f"{target.path}#{SENT}",
        fields={name: name for name in _FIELDS},
        hidden={
            "form-name": "replies",
            "subject": target.brief.title,
            "slug": target.brief.slug,
            "url": target.url,
        },
        attributes={
            "name": "replies",
            "data-netlify": "true",
            "data-netlify-honeypot": "trap",
        },
        has_thanks=True,
    )


def _formspree(config: CommentsConfig, target: ReplyTarget) -> ReplyForm:
    is_url = config.form.startswith("https://")
    return ReplyForm(
        action=config.form if is_url else f"{_FORMSPREE}/f/{config.form}",
        fields={**{name: name for name in _FIELDS}, "trap": "_gotcha"},
        hidden={
            "_subject": target.brief.title,
            "_next": f"{target.url}#{SENT}",
            "slug": target.brief.slug,
            "url": target.url,
        },
        has_thanks=True,
    )


def _formspree_origin(config: CommentsConfig) -> str:
    return origin_of(config.form) or _FORMSPREE


def _mailto(config: CommentsConfig, target: ReplyTarget) -> str:
    """Return the link that opens an email about a brief (RFC 6068)."""
    parameters = {"subject": f"Re: {target.brief.title}", "body": f"\r\n\r\n{target.url}\r\n"}
    return f"mailto:{quote(config.email, safe='@')}?{urlencode(parameters, quote_via=quote)}"


def _giscus(config: CommentsConfig, target: ReplyTarget) -> str:
    """Return the URL of the giscus page for a frame, as the giscus script would build it."""
    parameters = {
        "origin": target.url,
        "session": "",
        "theme": "preferred_color_scheme",
        "reactionsEnabled": "1",
        "emitMetadata": "0",
        "inputPosition": "top",
        "repo": config.repo,
        "repoId": config.repo_id,
        "category": config.category,
        "categoryId": config.category_id,
        "strict": "0",
        "description": target.brief.summary,
        "backLink": target.url,
        "term": target.brief.slug,
    }
    return f"{_GISCUS}/widget?{urlencode(parameters)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service, by how pages reach it.

    `needs` are the settings that it cannot do without. `directive` is the one of the
    Content-Security-Policy that must allow the `origin` (by default that of the setting `url`), if
    there is one. `form`, `mail` and `frame` return what a page shows: a form, a link that opens an
    email, or the URL to load in a frame. If it `is_stored`, the replies are files in content/.
    """

    needs: tuple[str, ...]
    directive: str = ""
    origin: Callable[[CommentsConfig], str] = _own_origin
    form: Callable[[CommentsConfig, ReplyTarget], ReplyForm | None] = _no_form
    mail: Callable[[CommentsConfig, ReplyTarget], str] = _nothing
    frame: Callable[[CommentsConfig, ReplyTarget], str] = _nothing
    is_stored: bool = False


PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {
        "static": Provider(needs=("url",), directive="form-action", form=_static, is_stored=True),
        "netlify": Provider(needs=(), form=_netlify, is_stored=True),
        "formspree": Provider(
            needs=("form",),
            directive="form-action",
            origin=_formspree_origin,
            form=_formspree,
            is_stored=True,
        ),
        "mailto": Provider(needs=("email",), mail=_mailto, is_stored=True),
        "isso": Provider(needs=("url",), directive="connect-src"),
        "giscus": Provider(
            needs=("repo", "repo_id", "category", "category_id"),
            directive="frame-src",
            origin=lambda _: _GISCUS,
            frame=_giscus,
        ),
    }
)

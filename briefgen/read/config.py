"""Read and check site.yaml."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from itertools import chain
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import TypeAdapter

from briefgen.model.analytics import SERVICES
from briefgen.model.characters import with_characters
from briefgen.model.colours import READABLE, nearest_readable, weakest
from briefgen.model.comments import PROVIDERS
from briefgen.model.config import (
    AnalyticsConfig,
    CmsConfig,
    CommentsConfig,
    ImagesConfig,
    PdfConfig,
    SiteConfig,
    SiteSettings,
    SourcesConfig,
    ThemeConfig,
)
from briefgen.model.diagnostics import Checked, Diagnostic, Location, has_errors
from briefgen.model.embeds import ANY, hosts_of
from briefgen.model.embeds import SERVICES as EMBEDS
from briefgen.model.languages import TAG
from briefgen.model.languages import chain as fallbacks
from briefgen.model.site_folder import SITE_FILE
from briefgen.read.checks import level_problems
from briefgen.read.deploy import deploy_problems, without_secrets
from briefgen.read.front_matter import BriefFrontMatter
from briefgen.read.text import decode
from briefgen.read.typed import read_typed
from briefgen.read.unknown_keys import did_you_mean
from briefgen.read.yaml_document import Document, compose

LANGUAGE: Final = TAG
_TEXTS: Final = frozenset({"title", "description", "name", "text", "genre"})
# What people write in place of the tags of common languages.
_LANGUAGES: Final = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "spanish": "es", "español": "es", "portuguese": "pt", "português": "pt", "italian": "it",
    "italiano": "it", "dutch": "nl", "arabic": "ar", "العربية": "ar", "chinese": "zh",
    "中文": "zh", "russian": "ru", "japanese": "ja", "hindi": "hi", "polish": "pl",
}  # fmt: skip
_PLACEHOLDERS: Final = ("year", "month", "day", "language", "slug")
# The keys of a brief's front matter, and other names at the root of a site.
_OWN_KEYS: Final = frozenset(
    {field.name for field in fields(BriefFrontMatter)}
    | {"archive", "assets", "briefs", "page", "search"}
)
_MAX_PERMALINK_PART: Final = 100  # leaves room for a slug and a date in a 255-byte file name
IMAGE_WIDTHS: Final = (16, 8192)
FONTS: Final = (".ttf", ".otf", ".ttc")
_ORIGIN: Final = re.compile(r"(?:https?|wss)://[A-Za-z0-9.-]+(?::\d+)?(?:/[\w.~/-]*)?")
_SERVER: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[\w.~-]+)*/?")
_PROXY: Final = re.compile(
    r"https?://(?:[^\s/@:]+(?::[^\s/@]*)?@)?(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?/?"
)
# A URL to which a form is sent, or a path of the site.
_REPLY_URL: Final = re.compile(
    r"(?:https?://[\w.-]+(?::\d{1,5})?(?![^/?])|(?=/(?!/)))[^\s;,'\"<>\\]*", re.IGNORECASE
)
_AS_SERVER: Final = "the URL of your server, for example https://stats.example.org"
_AS_REPLY_URL: Final = "an absolute URL, for example https://replies.example.org"
_AS_ACTION: Final = (
    "the URL of the form at your service, for example https://lists.example.org/form"
)
_AS_GIT_SERVER: Final = "the URL of the server, for example https://git.example.org"
_REPOSITORY: Final = re.compile(r"[\w.-]+(?:/[\w.-]+)+")
_SERVER_OF: Final = re.compile(r"^(?:https?://[^/]+/|(?:ssh://)?git@[^/:]+[/:])")
_BRANCH: Final = re.compile(r"\w[\w./-]*")
_FOLDER: Final = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)*")
# The keys with which editors log in, and the backends that use them.
_LOGINS: Final = {"login": ("github",), "app_id": ("gitlab", "gitea")}
_SITE_NAME: Final = re.compile(r"[\w.,/-]+")
_EMAIL: Final = re.compile(r"[^\s@<>\"?&#%:]+@[^\s@<>\"?&#%:]+\.[^\s@<>\"?&#%:]+")
_FORM: Final = re.compile(r"[A-Za-z0-9_-]+|https://[A-Za-z0-9.-]+/[\w./-]+")
_FRAME_HOST: Final = re.compile(
    r"(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::[0-9]{1,5})?|[a-z0-9-]+:[0-9]{1,5}", re.IGNORECASE
)
_TAXONOMY_KEY: Final = re.compile(r"[a-z][a-z0-9_-]*")
_EXAMPLE: Final = "title: My briefs\nbase_url: https://www.example.net"


def language_hint(value: str) -> str:
    """Say how to write a language as a BCP 47 tag."""
    tag = value.strip().replace("_", "-").partition(".")[0]
    tag = _LANGUAGES.get(tag.casefold(), tag)
    example = "write a language tag, for example en or zh-Hant"
    return f"write {tag}" if LANGUAGE.fullmatch(tag) else example


@cache
def config_adapter() -> TypeAdapter[SiteSettings]:
    """Return the validator of site.yaml, which also provides its JSON Schema."""
    return TypeAdapter(SiteSettings)


def read_config(data: bytes, base_url: str = "") -> Checked[SiteConfig | None]:
    """Read the bytes of site.yaml; `base_url`, if given, overrides the one in the file."""
    text = decode(data, SITE_FILE)
    if text.value is None:
        return Checked(None, text.diagnostics)
    composed = compose(text.value, SITE_FILE)
    document = composed.value
    problems = (*text.diagnostics, *composed.diagnostics)
    if document is None:
        return Checked(None, problems)
    if not isinstance(document.data, dict):
        problem = Diagnostic(
            "wrong-value",
            "site.yaml must contain lines such as `title: My briefs`",
            Location(SITE_FILE),
            f"write at least:\n{_EXAMPLE}",
        )
        return Checked(None, (*problems, problem))
    settings = {key: _with_characters(key, value) for key, value in document.data.items()}
    if base_url:
        settings["base_url"] = base_url
    settings |= _with_archive(settings)
    settings, secrets = _without_secrets(document, settings)
    typed = read_typed(
        document, settings, config_adapter(), SiteSettings, unknown_code="unknown-setting"
    )
    diagnostics = [*problems, *secrets, *typed.diagnostics]
    if typed.value is None:
        return Checked(None, tuple(diagnostics))
    config = _with_spans(typed.value, document)
    diagnostics += _value_problems(document, config, typed.reported, overridden=bool(base_url))
    return Checked(None if has_errors(diagnostics) else config, tuple(diagnostics))


def _without_secrets(
    document: Document, settings: dict[str, object]
) -> tuple[dict[str, object], tuple[Diagnostic, ...]]:
    if "deploy" not in settings:
        return settings, ()
    deploy, secrets = without_secrets(document, settings["deploy"])
    return {**settings, "deploy": deploy}, secrets


def _with_characters(key: str, value: object) -> object:
    """Return a setting with the HTML entities in its texts replaced by their characters."""
    if isinstance(value, str):
        return with_characters(value) if key in _TEXTS else value
    if isinstance(value, dict) and key != "extra":
        return {name: _with_characters(name, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_characters(key, each) for each in value]
    return value


def _with_archive(settings: Mapping[str, object]) -> dict[str, object]:
    """Return the settings of sources if their archive is only a URL, with its key."""
    sources = settings.get("sources")
    if not isinstance(sources, dict) or not isinstance(sources.get("archive"), str):
        return {}
    return {"sources": {**sources, "archive": {"url": sources["archive"]}}}


def _with_spans(settings: SiteSettings, document: Document) -> SiteConfig:
    """Return the settings with the places of values that only the whole site can check."""
    values = {each.name: getattr(settings, each.name) for each in fields(settings)}
    spans = {key: document.value_span(_path(key)) for key in settings.destinations}
    for index in range(len(settings.home.categories or ())):
        spans[f"home.categories.{index}"] = document.value_span(["home", "categories", index])
    for tag, words in settings.languages.items():
        for key, names in words.terms.items():
            for name in names:
                path = ["languages", tag, "terms", key, name]
                spans[".".join(path)] = document.key_span(path)
    spans["base_url"] = document.value_span(["base_url"])
    for name in settings.deploy:
        spans[f"deploy.{name}"] = document.key_span(["deploy", name])
        spans[f"deploy.{name}.base_url"] = document.value_span(["deploy", name, "base_url"])
    if settings.social.font:
        spans["social.font"] = document.value_span(["social", "font"])
    frames = hosts_of(settings.markdown.frames)
    values["markdown"] = replace(settings.markdown, frames=frames)
    for index in range(len(settings.pdf.fonts)):
        spans[f"pdf.fonts.{index}"] = document.value_span(["pdf", "fonts", index])
    return SiteConfig(**values, spans=spans)


def _path(key: str) -> list[str | int]:
    return [int(part) if part.isdigit() else part for part in key.split(".")]


def _service_problems(
    config: SiteConfig, reported: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for settings of other services."""
    for key, message, hint in _comments_problems(config.comments, reported):
        yield f"comments.{key}", message, hint
    for key, message, hint in _analytics_problems(config.analytics, reported):
        yield f"analytics.{key}", message, hint
    for key, message, hint in _cms_problems(config.cms, reported) if config.cms else ():
        yield f"cms.{key}", message, hint
    action = config.newsletter.action if config.newsletter else ""
    if config.newsletter and not _REPLY_URL.fullmatch(action):
        url = _with_https(action)
        suggestion = url if "." in action and _REPLY_URL.fullmatch(url) else _AS_ACTION
        yield "newsletter.action", f"`{action}` is not a URL", f"write {suggestion}"


def _source_problems(sources: SourcesConfig) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for URLs that cannot be asked."""
    if sources.proxy and not _PROXY.fullmatch(sources.proxy):
        hint = "write the URL of an HTTP proxy, for example http://proxy.example.org:3128"
        yield "sources.proxy", f"`{sources.proxy}` is not the URL of an HTTP proxy", hint
    if not _SERVER.fullmatch(sources.doi_registry):
        hint = "write the URL of a registry, for example https://doi.org"
        yield "sources.doi_registry", f"`{sources.doi_registry}` is not a URL", hint
    if problem := _base_url_problem(sources.archive.url):
        hint = "write the URL of an archive, for example https://web.archive.org"
        yield "sources.archive.url", f"`{sources.archive.url}` {problem}", hint


def _comments_problems(
    comments: CommentsConfig, reported: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for each setting that a provider lacks."""
    provider = PROVIDERS.get(comments.provider)
    for key in provider.needs if provider else ():
        if not getattr(comments, key) and f"comments.{key}" not in reported:
            hint = f"add a line `{key}: …` under `comments`"
            yield "provider", f"the provider {comments.provider} needs `{key}`", hint
    if comments.url and not _REPLY_URL.fullmatch(comments.url):
        hint = _as_url(comments.url, _REPLY_URL, _AS_REPLY_URL)
        yield "url", f"`{comments.url}` is not a URL", hint
    if comments.email and not _EMAIL.fullmatch(comments.email):
        hint = "write it without a name or `mailto:`, for example editor@example.org"
        yield "email", f"`{comments.email}` is not an email address", hint
    if comments.form and not _FORM.fullmatch(comments.form):
        hint = "write the last part of the form's URL, for example xyzabcde"
        yield "form", f"`{comments.form}` is not the id of a form", hint


def _analytics_problems(
    analytics: AnalyticsConfig, reported: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for each setting that a service lacks."""
    service, name = SERVICES.get(analytics.provider), analytics.provider
    if service is None:
        return
    for key in service.needs:
        if not getattr(analytics, key) and f"analytics.{key}" not in reported:
            yield "provider", f"{name} needs `{key}`", f"add a line `{key}: …` under `analytics`"
    is_reported = not {"analytics.site", "analytics.url"}.isdisjoint(reported)
    if service.site_or_url and not (analytics.site or analytics.url or is_reported):
        hint = "add a line `site: …` under `analytics`, or `url: …` for a server of your own"
        yield "provider", f"{name} needs `site` or `url`", hint
    if analytics.url and not _SERVER.fullmatch(analytics.url):
        hint = _as_url(analytics.url, _SERVER, _AS_SERVER)
        yield "url", f"`{analytics.url}` is not the URL of a server", hint
    if analytics.site and not _SITE_NAME.fullmatch(analytics.site):
        hint = "write it as the service shows it, without https://"
        yield "site", f"`{analytics.site}` is not the name of a site at {name}", hint


def _cms_problems(cms: CmsConfig, reported: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for settings with which nobody could edit."""
    is_reported = "cms.repository" in reported
    if cms.backend != "local" and not (cms.repository or is_reported):
        hint = "add a line `repository: owner/name` under `cms`"
        yield "backend", f"{cms.backend} needs `repository`", hint
    if cms.repository and not _REPOSITORY.fullmatch(cms.repository):
        name = _SERVER_OF.sub("", cms.repository).strip("/").removesuffix(".git")
        is_name = _REPOSITORY.fullmatch(name)
        hint = f"write {name if is_name else 'the owner and the name, as owner/name'}"
        yield "repository", f"`{cms.repository}` is not the name of a repository", hint
    if cms.branch and not _BRANCH.fullmatch(cms.branch):
        hint = "write the name of a branch, for example main"
        yield "branch", f"`{cms.branch}` is not the name of a branch", hint
    if cms.folder and not _FOLDER.fullmatch(cms.folder):
        hint = "write a path without a slash at its ends, for example sites/briefs"
        yield "folder", f"`{cms.folder}` is not a folder in the repository", hint
    for key in ("url", "login"):
        url = getattr(cms, key)
        if url and not _SERVER.fullmatch(url):
            hint = _as_url(url, _SERVER, _AS_GIT_SERVER)
            yield key, f"`{url}` is not the URL of a server", hint
    for key, backends in _LOGINS.items():
        if getattr(cms, key) and cms.backend not in backends:
            yield key, f"{cms.backend} does not use `{key}`", "remove the line"


def _with_https(address: str) -> str:
    return f"https://{address.rsplit('://', maxsplit=1)[-1].lstrip('/')}"


def _as_url(address: str, pattern: re.Pattern[str], example: str) -> str:
    """Return the hint for a wrong URL: the same with https:// if that is right, or an example."""
    url = _with_https(address)
    return f"write {url if pattern.fullmatch(url) else example}"


def _base_url_problem(base_url: str) -> str:
    """Return what is wrong with a base URL, or ""."""
    try:
        parts = urlsplit(base_url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises for an invalid port
    except ValueError:
        return "is not a URL"
    if parts.scheme not in ("http", "https") or not host:
        return "must begin with https:// and a host name"
    if parts.query or parts.fragment or "?" in base_url or "#" in base_url:
        return "cannot contain `?` or `#`"
    if re.search(r"[\s<>\"'\\{}]", base_url) or ".." in parts.path.split("/"):
        return "contains characters that are not allowed in a URL"
    return ""


def _base_url_hint(value: str) -> str:
    """Say how to write the URL of a site."""
    bare = re.sub(r"^(?:[a-z]*:/*|(?:https?)?/+)", "", value.strip())
    address = f"https://{bare.partition('?')[0].partition('#')[0]}"
    usable = "." in bare and not _base_url_problem(address)
    return f"write {address if usable else 'for example https://www.example.net/briefs'}"


def _base_url_problems(
    document: Document, base_url: str, *, overridden: bool
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the base URL, at its place in the file or in the command."""
    problem = _base_url_problem(base_url)
    if not problem:
        return
    name = "--base-url" if overridden else "base_url"
    location = Location(name) if overridden else document.value_at([name])
    yield Diagnostic("wrong-value", f"`{name}` {problem}", location, _base_url_hint(base_url))


def _logo_problems(config: SiteConfig, reported: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for logos that cannot be shown."""
    logos = {"theme.logo": config.theme.logo, "theme.logo_dark": config.theme.logo_dark}
    for key, logo in logos.items():
        if logo and key not in config.destinations:
            name = logo.rpartition("/")[2]
            file = name if re.fullmatch(r"[\w-]+\.\w+", name) else "logo.svg"
            hint = f"save the image in content/, and write its path there, for example {file}"
            yield key, f"`{key}` must be an image in content/, not `{logo}`", hint
    if config.theme.logo_dark and not config.theme.logo and "theme.logo" not in reported:
        message = "`theme.logo_dark` has no effect without `theme.logo`"
        yield "theme.logo_dark", message, f"write `logo: {config.theme.logo_dark}`"


def _menu_problems(config: SiteConfig, document: Document) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for menu entries that lead nowhere.

    An entry with other mistakes is reported for those.
    """
    menus = {"navigation": config.navigation, "footer": config.footer}
    for tag, words in config.languages.items():
        menus[f"languages.{tag}.navigation"] = words.navigation or ()
        menus[f"languages.{tag}.footer"] = words.footer or ()
    for name, menu in menus.items():
        for index, item in enumerate(menu):
            key = f"{name}.{index}"
            raw = document.at(_path(key))
            if item.url or item.items or raw.keys() - {"text", "items"}:
                continue
            hint = "add a line `url: /about/`, or links under `items:`"
            yield key, f"`{item.text}` has neither `url` nor `items`", hint


def _frame_problems(frames: object) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for what is neither a service nor a host."""
    services = EMBEDS.keys() - {ANY}
    for index, name in enumerate(frames if isinstance(frames, list) else ()):
        if not isinstance(name, str) or name in services or _FRAME_HOST.fullmatch(name):
            continue
        host = name.partition("://")[2].partition("/")[0]
        hint = f"write {host}" if host else did_you_mean(name, services)
        yield f"markdown.frames.{index}", f"`{name}` is neither a service nor a host", hint


def _image_problems(
    images: ImagesConfig, raw: Mapping[str, object]
) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for formats and widths that cannot be used."""
    for key in ("formats", "widths"):
        # A list of wrong values, each of which is reported, is not empty in the file.
        if not getattr(images, key) and not raw.get(key):
            hint = "remove the line; to make no smaller files, set `enabled: false`"
            yield key, f"`images.{key}` must not be empty", hint
    least, most = IMAGE_WIDTHS
    for index, width in enumerate(images.widths):
        if not least <= width <= most:
            message = f"an image cannot be {width} pixels wide"
            yield f"widths.{index}", message, f"write a number from {least} to {most}"


def _repetitions(config: SiteConfig) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for each duplicate choice."""
    lists: tuple[tuple[str, Sequence[object]], ...] = (
        ("share", config.share),
        ("home.categories", config.home.categories or ()),
        ("feeds.forms", config.feeds.forms),
        ("images.formats", config.images.formats),
        ("images.widths", config.images.widths),
        ("pdf.collections", config.pdf.collections),
        ("pdf.fonts", config.pdf.fonts),
    )
    for key, choices in lists:
        for index, choice in enumerate(choices):
            if choice in choices[:index]:
                yield f"{key}.{index}", f"duplicate `{choice}` in `{key}`", "remove one of them"


def _font_problems(pdf: PdfConfig) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the problem and the hint for each file that is not a font for PDFs."""
    for index, font in enumerate(pdf.fonts):
        if not font.lower().endswith(FONTS):
            hint = "write the path of a .ttf or .otf file in content/, for example /fonts/own.ttf"
            yield f"fonts.{index}", f"`{font}` is not a font that PDFs can use", hint


def _without_effect(document: Document, reported: Collection[str]) -> Iterator[Diagnostic]:
    """Warn of settings for PDFs if it was forgotten to turn them on."""
    raw = document.at(["pdf"])
    if raw and "enabled" not in raw and "pdf.enabled" not in reported:
        yield Diagnostic(
            "setting-without-effect",
            "`pdf` has no effect without `enabled`",
            document.key_at(["pdf"]),
            "add a line `enabled: true` under `pdf`",
        )


def _value_problems(
    document: Document, config: SiteConfig, reported: Collection[str], *, overridden: bool
) -> list[Diagnostic]:
    """Check what types cannot express; `overridden` if the base URL is not the one in the file.

    `reported` has the keys whose lack of a value has been reported.
    """
    diagnostics: list[Diagnostic] = []

    def report(key: str, message: str, hint: str) -> None:
        location = document.value_at(_path(key))
        diagnostics.append(Diagnostic("wrong-value", message, location, hint))

    diagnostics += _base_url_problems(document, config.base_url, overridden=overridden)
    if not _is_zone(config.timezone):
        hint = did_you_mean(config.timezone, available_timezones())
        report("timezone", f"unknown time zone `{config.timezone}`",
               hint if len(hint) < 80 else "write a time zone such as Europe/Berlin")  # fmt: skip
    if not LANGUAGE.fullmatch(config.language):
        hint = language_hint(config.language)
        report("language", f"`{config.language}` is not a language tag", hint)
    for key, message, hint in _service_problems(config, reported):
        report(key, message, hint)
    for key, message, hint in _image_problems(config.images, document.at(["images"])):
        report(f"images.{key}", message, hint)
    for key, message, hint in _font_problems(config.pdf):
        report(f"pdf.{key}", message, hint)
    diagnostics += _without_effect(document, reported)
    problems = (
        _logo_problems(config, reported),
        _menu_problems(config, document),
        _frame_problems(document.at(["markdown"]).get("frames")),
        _repetitions(config),
        _source_problems(config.sources),
    )
    for key, message, hint in chain.from_iterable(problems):
        report(key, message, hint)
    for problem in _permalink_problems(config.permalink):
        report("permalink", problem, "for example: /{year}/{month}/{slug}/ or /briefs/{slug}/")
    for key, origins in (
        ("scripts", config.headers.scripts),
        ("styles", config.headers.styles),
        ("connections", config.headers.connections),
        ("forms", config.headers.forms),
    ):
        for index, origin in enumerate(origins):
            if not _ORIGIN.fullmatch(origin):
                report(f"headers.{key}.{index}", f"`{origin}` is not the origin of a website",
                       "write it like https://stats.example.org, without a path")  # fmt: skip
    diagnostics += [
        Diagnostic(
            "wrong-value",
            f"`{key}` is reserved or not a valid taxonomy name",
            document.key_at(["taxonomies", key]),
            "choose another name in lowercase letters, for example `regions`",
        )
        for key in config.taxonomies
        if key in _OWN_KEYS or not _TAXONOMY_KEY.fullmatch(key)
    ]
    diagnostics += _language_problems(document, config)
    diagnostics += deploy_problems(document, config.deploy)
    diagnostics += level_problems(document, config.checks)
    return [*diagnostics, *_faint_colours(document, config.theme)]


def _language_problems(document: Document, config: SiteConfig) -> Iterator[Diagnostic]:
    """Report language tags, taxonomies and names that a site cannot have."""
    seen: set[str] = set()
    for tag, words in config.languages.items():
        location = document.key_at(["languages", tag])
        if not LANGUAGE.fullmatch(tag):
            message = f"`{tag}` is not a language tag"
            yield Diagnostic("wrong-value", message, location, language_hint(tag))
        elif tag.lower() == config.language.lower():
            yield Diagnostic(
                "wrong-value",
                f"`{tag}` is the language of the site itself",
                location,
                "move its keys to the margin: `title`, `description`, `navigation`, `taxonomies`",
            )
        elif fallbacks(tag)[0] in seen:
            message = f"`{tag}` is the same language as another key of `languages`"
            yield Diagnostic("wrong-value", message, location, "put all its words under one key")
        seen.add(fallbacks(tag)[0])
        for name in ("taxonomies", "terms"):
            for key in getattr(words, name):
                if key not in config.groupings:
                    yield Diagnostic(
                        "unknown-setting",
                        f"unknown taxonomy `{key}`",
                        document.key_at(["languages", tag, name, key]),
                        did_you_mean(key, config.groupings),
                    )


def _faint_colours(document: Document, theme: ThemeConfig) -> list[Diagnostic]:
    return [
        *faint_colour(theme.accent, document.value_at(["theme", "accent"])),
        *faint_colour(theme.accent_dark, document.value_at(["theme", "accent_dark"]), dark=True),
    ]


def faint_colour(colour: str, location: Location, *, dark: bool = False) -> Iterator[Diagnostic]:
    """Warn about a colour in which some readers could not read a link."""
    contrast = weakest(colour, dark=dark) if colour else READABLE
    if contrast < READABLE:
        yield Diagnostic(
            "low-contrast",
            f"links in `{colour}` are hard to read on a {'dark' if dark else 'light'} page:"
            f" the contrast is {contrast:.1f}, but should be at least {READABLE}",
            location,
            f'write "{nearest_readable(colour, dark=dark)}", the nearest colour that is readable',
        )


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found, a folder of the database, not a valid key
        return False
    return True


def _permalink_problems(permalink: str) -> list[str]:
    problems = [
        f"`permalink` cannot use {{{name}}}"
        for name in re.findall(r"\{([^}]*)\}", permalink)
        if name not in _PLACEHOLDERS
    ]
    if "{slug}" not in permalink:
        problems.append("`permalink` must contain {slug}, or all briefs would share one URL")
    if not (permalink.startswith("/") and permalink.endswith("/")) or "//" in permalink:
        problems.append("`permalink` must begin and end with a single slash")
    fixed = re.sub(r"\{[^}]*\}", "", permalink)
    if any(len(part.encode()) > _MAX_PERMALINK_PART for part in fixed.split("/")):
        problems.append(f"`permalink` has a part longer than {_MAX_PERMALINK_PART} bytes")
    if re.search(r"[^\w/.~-]", fixed) or ".." in permalink or "/." in permalink:
        problems.append("`permalink` contains characters that are not allowed in a URL")
    return problems

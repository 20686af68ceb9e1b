"""The theme's asset files, with digests in their names and the site's colours and fonts."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b, sha384
from types import MappingProxyType
from typing import Any, Final, get_args
from urllib.parse import quote, unquote

import rcssmin  # type: ignore[import-untyped]
import rjsmin  # type: ignore[import-untyped]

from briefgen.assemble.share import WAYS
from briefgen.model.addresses import href
from briefgen.model.characters import name_problem
from briefgen.model.chart_colours import palette
from briefgen.model.colours import READABLE, contrast, nearest_readable
from briefgen.model.comments import PROVIDERS
from briefgen.model.config import Look, SiteConfig, ThemeConfig
from briefgen.model.diagnostics import Diagnostic, Location
from briefgen.model.outputs import Literal

STYLESHEET = "theme.css"
CHARTS = "chart.css"
FEED_STYLESHEET = "feed.css"
REVIEW = "review.css"
ICON = "icon.svg"
# The typefaces that come with the theme: the file that nearly every page uses, and the custom
# property with the typeface and the system fonts that stand in for it.
_FAMILIES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "Source Serif": ("fonts/source-serif-latin.woff2", "var(--serif)"),
        "Source Sans": ("fonts/source-sans-latin.woff2", "var(--sans)"),
    }
)
_SERIF, _SANS = _FAMILIES
# The files with the styles of looks, which are added to the style sheet.
_LOOKS: Final[Mapping[str, str]] = MappingProxyType(
    {look: f"looks/{look}.css" for look in get_args(Look)}
)
# The typefaces of looks, unless site.yaml sets others.
_LOOK_FONTS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "newsroom": {"heading_weight": 700},
        "ministry": {"font_body": _SANS},
    }
)
_COMFORTABLE = 7.0
_WHITE, _INK = "#ffffff", "#000000"
_READY = (".min.css", ".min.js")
_MINIFIERS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}
)
_NO_ACCENTS: Final[Mapping[str, str]] = MappingProxyType({})
_OWN: Final = "layouts/"  # prefix of the paths of a site's own files


def _always(_: SiteConfig) -> bool:
    return True


def _searches(config: SiteConfig) -> bool:
    return config.search.enabled


def _has_editor(config: SiteConfig) -> bool:
    return config.cms is not None


def _loads_frames(config: SiteConfig) -> bool:
    return config.markdown.embeds and bool(config.markdown.frames)


def _loads_replies(config: SiteConfig) -> bool:
    provider = PROVIDERS.get(config.comments.provider)
    return provider is not None and not provider.is_stored


# Theme files that not every site needs.
_NEEDED: Final[Mapping[str, Callable[[SiteConfig], bool]]] = MappingProxyType(
    {
        "editor.js": _has_editor,
        "embeds.css": _loads_frames,
        "embeds.js": _loads_frames,
        "feed.css": lambda config: not {"atom", "rss"}.isdisjoint(config.feeds.forms),
        "markdown-file.js": _has_editor,
        "matomo.js": lambda config: config.analytics.provider == "matomo",
        "newsletter.css": lambda config: config.newsletter is not None,
        "replies.css": lambda config: config.comments.provider != "none",
        "replies.js": _loads_replies,
        "search.css": _searches,
        "search.js": _searches,
        "share.js": lambda config: any(WAYS[each].is_button for each in config.share),
    }
)
_URL = re.compile(rb"""url\(["']?([^"')]+)["']?\)""")


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """An asset of the theme, or a file of the site's layouts/assets/; `path` is for messages."""

    name: str
    data: bytes
    path: str


def used(
    files: Iterable[ThemeFile],
    config: SiteConfig,
    *,
    for_review: bool = False,
    has_charts: bool = False,
) -> list[ThemeFile]:
    """Return the files that the site needs; all of a site's own files are included."""
    special = {REVIEW: for_review, CHARTS: has_charts}
    return [
        file
        for file in files
        if file.path.startswith(_OWN)
        or special.get(file.name, _NEEDED.get(file.name, _always)(config))
    ]


def misnamed(files: Iterable[ThemeFile]) -> Iterator[Diagnostic]:
    """Yield the problems of file names, which become parts of URLs."""
    yield from filter(None, (name_problem(file.name, file.path) for file in files))


def with_look(config: ThemeConfig) -> ThemeConfig:
    """Return the settings of a theme, with the typefaces of its look where it sets none."""
    fonts = _LOOK_FONTS.get(config.look, {})
    return replace(
        config, **{key: value for key, value in fonts.items() if not getattr(config, key)}
    )


def theme_outputs(
    files: Iterable[ThemeFile],
    config: ThemeConfig,
    accents: Mapping[str, str] = _NO_ACCENTS,
    *,
    source_numbers: bool = True,
) -> dict[str, Literal]:
    """Return the output of each theme file by name; a digest in its path allows long caching.

    `accents` are the colours of terms that have their own, by the value of `data-term`.
    `source_numbers` says whether screens show the number of a source after a link to it.
    """
    outputs: dict[str, Literal] = {}
    files = list(files)
    look = "".join(
        file.data.decode(errors="replace") for file in files if file.name == _LOOKS[config.look]
    )
    settings = f"{_settings(config, source_numbers=source_numbers)}{_term_colours(accents)}"
    for file in sorted(files, key=_is_style):
        if file.name in _LOOKS.values():
            continue
        data = _set_up(file, config, look + settings)
        if _is_style(file):
            data = _with_digests(data, file.name, outputs)
        data = _minified(data, file.name)
        stem, extension = posixpath.splitext(file.name)
        digest = blake2b(data, digest_size=5).hexdigest()
        path = f"assets/{stem}-{digest}{extension}"
        outputs[file.name] = Literal(path, data, Location(file.path))
    return outputs


def _set_up(file: ThemeFile, config: ThemeConfig, settings: str) -> bytes:
    """Return a theme file with the site's settings applied; `settings` are those in CSS."""
    if file.name == STYLESHEET:
        return file.data + settings.encode()
    if file.name == FEED_STYLESHEET:
        return file.data + _settings(config).encode()
    if file.name == CHARTS:
        return file.data + _chart_colours(config).encode()
    if file.name == ICON:
        return file.data.replace(ThemeConfig().accent.encode(), config.accent.encode())
    return file.data


def _is_style(file: ThemeFile) -> bool:
    return file.name.endswith(".css")


def _with_digests(style: bytes, name: str, outputs: Mapping[str, Literal]) -> bytes:
    """Return a style sheet in which `url("NAME")` of other theme files has their output path."""
    folder = posixpath.dirname(name)

    def lead(match: re.Match[bytes]) -> bytes:
        relative = unquote(match[1].decode(errors="replace"))
        target = posixpath.normpath(posixpath.join(folder, relative))
        if target not in outputs:
            return match[0]
        path = posixpath.relpath(outputs[target].path, f"assets/{folder}")
        return f'url("{quote(path)}")'.encode()

    return _URL.sub(lead, style)


def _minified(data: bytes, name: str) -> bytes:
    """Return a style sheet or script without comments and unnecessary whitespace."""
    minify = _MINIFIERS.get(posixpath.splitext(name)[1])
    if minify is None or name.endswith(_READY):
        return data
    try:
        return minify(data.decode()).encode()
    except UnicodeDecodeError:
        return data


def integrity(outputs: Mapping[str, Literal]) -> dict[str, str]:
    """Return the digest of each style sheet and script, by name.

    Browsers refuse a file with another digest (W3C, Subresource Integrity).
    """
    return {
        name: f"sha384-{base64.b64encode(sha384(output.data).digest()).decode()}"
        for name, output in outputs.items()
        if posixpath.splitext(name)[1] in _MINIFIERS
    }


def asset_links(outputs: Mapping[str, Literal], base_path: str) -> dict[str, str]:
    """Return the link to each theme file, by name."""
    return {name: href(base_path, f"/{output.path}") for name, output in outputs.items()}


def fonts(
    outputs: Mapping[str, Literal], links: Mapping[str, str], config: ThemeConfig
) -> tuple[str, ...]:
    """Return links to the fonts that pages preload: those of the text and its headings.

    They are optional in the style sheet, so without preloading they would always come too late for
    the first page that somebody opens. The font around the text is not preloaded, because on a slow
    connection that delays the text.
    """
    style = outputs.get(STYLESHEET)
    body = config.font_body or _SERIF
    lists = (body, config.font_heading or body)
    families = {_family(each) for font_list in lists for each in font_list.split(",")}
    files = [file for family, (file, _) in _FAMILIES.items() if family in families]
    return tuple(
        links[file]
        for file in files
        if style and file in outputs and _name_of(outputs[file]) in style.data
    )


def _family(name: str) -> str:
    return name.strip(" \"'")


def _name_of(output: Literal) -> bytes:
    return posixpath.basename(output.path).encode()


def _with_stand_ins(font_list: str) -> str:
    """Return a CSS font list in which the theme's own typefaces have their stand-ins."""
    return ",".join(
        _FAMILIES[_family(each)][1] if _family(each) in _FAMILIES else each
        for each in font_list.split(",")
    )


def on_dark(accent: str) -> str:
    """Return the accent for dark pages, for a site that only sets the light one."""
    return nearest_readable(accent, dark=True, least=_COMFORTABLE)


def dark_accent(config: ThemeConfig) -> str:
    """Return the accent colour for dark pages."""
    return config.accent_dark or on_dark(config.accent)


def _chart_colours(config: ThemeConfig) -> str:
    """Return the colours of the series of charts, as custom properties."""
    colours = palette(config.accent, dark_accent(config))
    light, dark = (
        "".join(
            f"--chart-{name}:{getattr(shade, page)};"
            for name, shade in (
                *((f"{number}", shade) for number, shade in enumerate(colours.shapes, 1)),
                *((f"{number}-word", shade) for number, shade in enumerate(colours.words, 1)),
                ("muted", colours.muted),
            )
        )
        for page in ("light", "dark")
    )
    on_screens = f"@media screen and (prefers-color-scheme:dark){{.chart{{{dark}}}}}"
    return f"\n.chart{{{light}}}\n{on_screens}\n"


def ink_on(accent: str) -> str:
    """Return black for text on the accent if white would be hard to read, else ""."""
    darker = contrast(accent, _WHITE) < READABLE and contrast(accent, _INK) >= READABLE
    return _INK if darker else ""


def _settings(config: ThemeConfig, *, source_numbers: bool = True) -> str:
    """Return the custom properties that site.yaml sets."""
    # Only this look has a highlight box in the accent colour.
    panel_ink = ink_on(config.accent) if config.look == "institute" else ""
    settings = {
        "--accent": config.accent,
        "--accent-dark": dark_accent(config),
        "--panel-ink": panel_ink,
        "--panel-dark": config.accent if panel_ink else "",
        "--font-body": _with_stand_ins(config.font_body),
        "--font-heading": _with_stand_ins(config.font_heading),
        "--font-ui": _with_stand_ins(config.font_ui),
        "--heading-weight": str(config.heading_weight or ""),
        "--source-numbers": "" if source_numbers else "none",
    }
    rules = "".join(f"{name}:{value};" for name, value in settings.items() if value)
    return f"\n:root{{{rules}}}\n"


def _term_colours(accents: Mapping[str, str]) -> str:
    """Return a rule for each term with its own colour."""
    return "".join(
        f'[data-term="{name}"]{{--accent:{colour};--accent-dark:{on_dark(colour)};}}\n'
        for name, colour in sorted(accents.items())
    )

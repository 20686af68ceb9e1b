"""The services whose charts, videos and maps a text can embed: one entry each."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal, TypeAlias
from urllib.parse import SplitResult, parse_qsl, urlsplit

from briefgen.model.addresses import host_of

# What a frame shows, which decides the words of its button and its link.
Kind: TypeAlias = Literal["chart", "video", "map", "page"]
Parts: TypeAlias = Mapping[str, str]  # the named groups of an id; "" for those that it lacks

_LONGEST: Final = 2_000  # characters of an id or URL
_ADDRESS: Final = (
    r"(?i)(?P<url>https://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?(?:[/?#][^\s\"'<>\\^`{|}]*)?)"
)
_MAP: Final = (640, 400)  # pixels of a map in the zoom of its id
_TILE: Final = 256  # pixels in which zoom 0 shows the whole world


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service, by how pages show what it publishes.

    `id` is the pattern of its ids, compiled only when a text has one, and `example` one of them.
    `frame` returns the URL that a frame loads, and `page` that of the page for readers. `read`
    returns the id in any other URL of the service, or something that is no id.
    """

    name: str
    kind: Kind
    id: str
    example: str
    frame: Callable[[Parts], str]
    page: Callable[[Parts], str]
    read: Callable[[SplitResult], str]

    @property
    def host(self) -> str:
        """The host that frames of the service are loaded from."""
        match = re.fullmatch(self.id, self.example)
        return _host(self.frame(match.groupdict(""))) if match else ""


@dataclass(frozen=True, slots=True)
class Embed:
    """What a text embeds: the URL that a frame loads, and the page where readers see the same."""

    service: str
    id: str
    frame: str
    page: str

    @property
    def kind(self) -> Kind:
        """What it shows."""
        return SERVICES[self.service].kind

    @property
    def host(self) -> str:
        """The host that the frame is loaded from, with its port if it has one."""
        return _host(self.frame)


def embed_of(service: str, address: str) -> Embed | None:
    """Return what an id or a URL of a service embeds, or None if the service has no such id."""
    entry = SERVICES[service]
    own_id = address if re.fullmatch(entry.id, address) else _id_in(entry, address)
    match = re.fullmatch(entry.id, own_id) if len(own_id) <= _LONGEST else None
    if match is None:
        return None
    parts = match.groupdict("")
    return Embed(service, own_id, entry.frame(parts), entry.page(parts))


def embed_at(url: str) -> Embed | None:
    """Return what a URL of any of the services embeds, such as the one in its embed code."""
    for name, entry in SERVICES.items():
        if name != ANY:
            own_id = _id_in(entry, url)
            if own_id and re.fullmatch(entry.id, own_id):
                return embed_of(name, own_id)
    return None


def hosts_of(frames: Iterable[str]) -> tuple[str, ...]:
    """Return the hosts that a setting allows, which may name services in their place."""
    hosts = (SERVICES[each].host if each in SERVICES else each.lower() for each in frames)
    return tuple(dict.fromkeys(hosts))


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _id_in(entry: Service, url: str) -> str:
    """Return the id in a URL of a service, or "" if it is the URL of something else."""
    if len(url) > _LONGEST:
        return ""
    address = f"https:{url}" if url.startswith("//") else re.sub(r"\Ahttp:", "https:", url)
    return entry.read(urlsplit(address)) if re.fullmatch(_ADDRESS, address) else ""


def _path(url: SplitResult) -> list[str]:
    return [part for part in url.path.split("/") if part]


def _after(url: SplitResult, *words: str) -> str:
    """Return the part of a path after one of these words, or ""."""
    return next((part for word, part in pairwise(_path(url)) if word in words), "")


def _parameter(url: SplitResult, name: str) -> str:
    """Return a parameter of a query, or ""."""
    return dict(parse_qsl(url.query)).get(name, "")


def _with_query(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


def _datawrapper(url: SplitResult) -> str:
    host = host_of(url.geturl())
    if host in ("datawrapper.dwcdn.net", "img.datawrapper.de"):
        return next(iter(_path(url)), "")
    if host in ("datawrapper.de", "river.datawrapper.de", "app.datawrapper.de"):
        return _after(url, "_", "chart", "map", "table", "edit")
    return ""


def _flourish(url: SplitResult) -> str:
    if host_of(url.geturl()) not in ("flo.uri.sh", "public.flourish.studio", "app.flourish.studio"):
        return ""
    kind = "story" if "story" in _path(url) else "visualisation"
    return f"{kind}/{_after(url, 'story', 'visualisation')}"


def _youtube(url: SplitResult) -> str:
    host = host_of(url.geturl())
    if host == "youtu.be":
        video = next(iter(_path(url)), "")
    elif host in ("youtube.com", "m.youtube.com", "youtube-nocookie.com"):
        video = _parameter(url, "v") or _after(url, "embed", "live", "shorts")
    else:
        return ""
    start = (_parameter(url, "start") or _parameter(url, "t")).removesuffix("s")
    return _with_query(video, f"start={start}" if start.isdecimal() else "")


def _vimeo(url: SplitResult) -> str:
    if host_of(url.geturl()) not in ("vimeo.com", "player.vimeo.com"):
        return ""
    path = _path(url)
    at = next((at for at, part in enumerate(path) if part.isdecimal()), len(path))
    return "/".join(filter(None, [*path[at : at + 2], _parameter(url, "h")]))


def _ourworldindata(url: SplitResult) -> str:
    if host_of(url.geturl()) != "ourworldindata.org":
        return ""
    kind = "explorers/" if "explorers" in _path(url) else ""
    return _with_query(f"{kind}{_after(url, 'grapher', 'explorers')}", url.query)


def _tableau(url: SplitResult) -> str:
    if host_of(url.geturl()) != "public.tableau.com":
        return ""
    path = _path(url)
    at = next((at for at, part in enumerate(path) if part in ("views", "viz")), len(path))
    return "/".join(path[at + 1 : at + 3])


def _observable(url: SplitResult) -> str:
    if host_of(url.geturl()) != "observablehq.com":
        return ""
    path = _path(url)
    own = path[1:] if path[:1] == ["embed"] else path
    cells = _parameter(url, "cells").replace(" ", "+")
    return _with_query("/".join(own[:2]), f"cells={cells}" if cells else "")


def _openstreetmap(url: SplitResult) -> str:
    is_map = host_of(url.geturl()) in ("openstreetmap.org", "osm.org")
    return dict(parse_qsl(url.fragment)).get("map", "") if is_map else ""


def _map(parts: Parts) -> str:
    """Return the URL of a map, which names the edges of what it shows."""
    across = 360 / 2 ** int(parts["zoom"]) / _TILE
    latitude, longitude = float(parts["latitude"]), float(parts["longitude"])
    east = across * _MAP[0] / 2
    north = across * _MAP[1] / 2 * math.cos(math.radians(latitude))
    edges = (longitude - east, latitude - north, longitude + east, latitude + north)
    box = "%2C".join(f"{edge:.5f}" for edge in edges)
    return f"https://www.openstreetmap.org/export/embed.html?bbox={box}&layer=mapnik"


def _timed(parts: Parts) -> str:
    return f"&start={parts['start']}" if parts["start"] else ""


def _work(parts: Parts) -> str:
    return f"{parts['kind'] or 'visualisation/'}{parts['id']}"


def _grapher(parts: Parts) -> str:
    url = f"https://ourworldindata.org/{parts['kind'] or 'grapher/'}{parts['id']}"
    return _with_query(url, parts["query"])


ANY: Final = "frame"  # the entry for any other site, whose ids are URLs

SERVICES: Final[Mapping[str, Service]] = MappingProxyType(
    {
        "datawrapper": Service(
            name="Datawrapper",
            kind="chart",
            id=r"(?P<id>[A-Za-z0-9]{5})",
            example="AbC12",
            frame=lambda parts: f"https://datawrapper.dwcdn.net/{parts['id']}/",
            page=lambda parts: f"https://www.datawrapper.de/_/{parts['id']}/",
            read=_datawrapper,
        ),
        "flourish": Service(
            name="Flourish",
            kind="chart",
            id=r"(?P<kind>visualisation/|story/)?(?P<id>[0-9]{4,10})",
            example="1234567",
            frame=lambda parts: f"https://flo.uri.sh/{_work(parts)}/embed",
            page=lambda parts: f"https://public.flourish.studio/{_work(parts)}/",
            read=_flourish,
        ),
        "observable": Service(
            name="Observable",
            kind="chart",
            id=(
                r"(?P<id>@[A-Za-z0-9-]{1,40}/[A-Za-z0-9-]{1,100}|d/[0-9a-f]{16})"
                r"(?:\?(?P<query>cells=[\w%,+-]{1,200}))?"
            ),
            example="@d3/gallery?cells=chart",
            frame=lambda parts: _with_query(
                f"https://observablehq.com/embed/{parts['id']}", parts["query"]
            ),
            page=lambda parts: f"https://observablehq.com/{parts['id']}",
            read=_observable,
        ),
        "openstreetmap": Service(
            name="OpenStreetMap",
            kind="map",
            id=(
                r"(?P<zoom>1?[0-9])/(?P<latitude>-?[0-8]?[0-9](?:\.[0-9]{1,8})?)"
                r"/(?P<longitude>-?1?[0-9]{1,2}(?:\.[0-9]{1,8})?)"
            ),
            example="12/50.8467/4.3525",
            frame=_map,
            page=lambda parts: (
                "https://www.openstreetmap.org/#map="
                f"{parts['zoom']}/{parts['latitude']}/{parts['longitude']}"
            ),
            read=_openstreetmap,
        ),
        "ourworldindata": Service(
            name="Our World in Data",
            kind="chart",
            id=(
                r"(?a)(?P<kind>explorers/)?(?P<id>[A-Za-z0-9][\w-]{2,100})"
                r"(?:\?(?P<query>[\w.~=&%+!:,-]{1,400}))?"
            ),
            example="life-expectancy?tab=map",
            frame=_grapher,
            page=_grapher,
            read=_ourworldindata,
        ),
        "tableau": Service(
            name="Tableau Public",
            kind="chart",
            id=r"(?P<id>[\w%.-]{1,120}/[\w%.-]{1,120})",
            example="Superstore_24/Overview",
            frame=lambda parts: (
                f"https://public.tableau.com/views/{parts['id']}?:showVizHome=no&:embed=true"
            ),
            page=lambda parts: f"https://public.tableau.com/views/{parts['id']}",
            read=_tableau,
        ),
        "vimeo": Service(
            name="Vimeo",
            kind="video",
            id=r"(?P<id>[0-9]{6,12})(?:/(?P<hash>[0-9a-f]{6,40}))?",
            example="76979871",
            frame=lambda parts: (
                f"https://player.vimeo.com/video/{parts['id']}?dnt=1&autoplay=1"
                + (f"&h={parts['hash']}" if parts["hash"] else "")
            ),
            page=lambda parts: (
                f"https://vimeo.com/{parts['id']}" + (f"/{parts['hash']}" if parts["hash"] else "")
            ),
            read=_vimeo,
        ),
        "youtube": Service(
            name="YouTube",
            kind="video",
            id=r"(?a)(?P<id>[\w-]{11})(?:\?start=(?P<start>[0-9]{1,6}))?",
            example="aqz-KE-bpKQ",
            frame=lambda parts: (
                f"https://www.youtube-nocookie.com/embed/{parts['id']}?autoplay=1{_timed(parts)}"
            ),
            page=lambda parts: (
                f"https://www.youtube.com/watch?v={parts['id']}"
                + (f"&t={parts['start']}" if parts["start"] else "")
            ),
            read=_youtube,
        ),
        ANY: Service(
            name="any other site",
            kind="page",
            id=_ADDRESS,
            example="https://maps.example.org/wind",
            frame=lambda parts: parts["url"],
            page=lambda parts: parts["url"],
            read=lambda _: "",
        ),
    }
)

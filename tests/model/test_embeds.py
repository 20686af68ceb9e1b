"""The services whose charts, videos and maps a text can embed."""

import re
from urllib.parse import urlsplit

import pytest

from briefgen.model.embeds import ANY, SERVICES, embed_at, embed_of, hosts_of


@pytest.mark.parametrize("name", SERVICES)
def test_the_example_of_a_service_is_one_of_its_ids(name: str) -> None:
    embed = embed_of(name, SERVICES[name].example)
    assert embed
    assert embed.frame.startswith("https://")
    assert embed.page.startswith("https://")
    assert urlsplit(embed.frame).netloc == SERVICES[name].host


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {ANY}))
def test_the_frame_and_the_page_of_an_id_are_urls_of_it(name: str) -> None:
    embed = embed_of(name, SERVICES[name].example)
    assert embed
    recognised = embed_at(embed.page)
    assert recognised
    assert recognised.page == embed.page
    if name != "openstreetmap":  # its frames name the edges of a map, not its middle
        again = embed_at(embed.frame)
        assert again
        assert again.frame == embed.frame


@pytest.mark.parametrize(
    ("url", "service", "own_id"),
    [
        ("https://datawrapper.dwcdn.net/AbC12/3/", "datawrapper", "AbC12"),
        ("//datawrapper.dwcdn.net/AbC12/embed.js", "datawrapper", "AbC12"),
        ("https://www.datawrapper.de/_/AbC12/?v=2", "datawrapper", "AbC12"),
        ("https://app.datawrapper.de/edit/AbC12/publish", "datawrapper", "AbC12"),
        ("https://flo.uri.sh/visualisation/16208627/embed", "flourish", "visualisation/16208627"),
        ("https://public.flourish.studio/story/468238/", "flourish", "story/468238"),
        ("https://observablehq.com/@d3/gallery", "observable", "@d3/gallery"),
        (
            "https://observablehq.com/embed/@d3/bars?cells=viewof+chart",
            "observable",
            "@d3/bars?cells=viewof+chart",
        ),
        (
            "https://www.openstreetmap.org/#map=13/51.5072/-0.1276&layers=N",
            "openstreetmap",
            "13/51.5072/-0.1276",
        ),
        (
            "https://ourworldindata.org/grapher/real-gdp-PennWT?tab=map&country=~FRA",
            "ourworldindata",
            "real-gdp-PennWT?tab=map&country=~FRA",
        ),
        ("https://ourworldindata.org/explorers/co2", "ourworldindata", "explorers/co2"),
        (
            "https://public.tableau.com/app/profile/u/viz/EQIPVisuals/EQIP2014-2023?publish=yes",
            "tableau",
            "EQIPVisuals/EQIP2014-2023",
        ),
        ("https://vimeo.com/channels/staffpicks/55073825", "vimeo", "55073825"),
        ("https://vimeo.com/791813674/2c9cfc5030", "vimeo", "791813674/2c9cfc5030"),
        ("https://player.vimeo.com/video/846486260?h=d30c95d242", "vimeo", "846486260/d30c95d242"),
        ("http://youtu.be/aqz-KE-bpKQ?si=x", "youtube", "aqz-KE-bpKQ"),
        (
            "https://www.youtube.com/watch?feature=a&v=aqz-KE-bpKQ&t=90s",
            "youtube",
            "aqz-KE-bpKQ?start=90",
        ),
        ("https://m.youtube.com/shorts/aqz-KE-bpKQ", "youtube", "aqz-KE-bpKQ"),
    ],
)
def test_an_id_is_read_from_the_urls_that_people_copy(url: str, service: str, own_id: str) -> None:
    embed = embed_at(url)
    assert embed
    assert (embed.service, embed.id) == (service, own_id)
    assert embed_of(service, url) == embed == embed_of(service, own_id)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "AbC12",
        "https://example.org/AbC12",
        "https://evil.example/datawrapper.dwcdn.net/AbC12/",
        "https://datawrapper.dwcdn.net@evil.example/AbC12/",
        "https://datawrapper.dwcdn.net.evil.example/AbC12/",
        "https://datawrapper.dwcdn.net/lib/embed.js",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/watch?v=short",
        "https://ourworldindata.org/energy",
        "https://vimeo.com/about",
        "https://[::1",
        "https://observablehq.com/documentation",
        "javascript:alert(1)",
        f"https://youtu.be/aqz-KE-bpKQ?{'x' * 3000}",
    ],
)
def test_other_urls_embed_nothing(url: str) -> None:
    assert embed_at(url) is None


@pytest.mark.parametrize(
    ("service", "written"),
    [
        ("datawrapper", "AbC1"),
        ("datawrapper", 'AbC12"onload'),
        ("datawrapper", "https://youtu.be/aqz-KE-bpKQ"),
        ("youtube", "aqz-KE-bpKQ&list=x"),
        ("youtube", "aqz-KE-bpKß"),
        ("openstreetmap", "99/1/1"),
        ("ourworldindata", "life?tab=<script>"),
        ("tableau", "a"),
        ("frame", "http://maps.example.org/"),
        ("frame", "https://"),
        ("frame", "https://user@maps.example.org/"),
        ("frame", "https://maps.example.org/ x"),
        ("frame", "javascript:alert(1)"),
        ("frame", f"https://maps.example.org/{'x' * 3000}"),
    ],
)
def test_what_is_no_id_embeds_nothing(service: str, written: str) -> None:
    assert embed_of(service, written) is None


def test_a_map_shows_what_is_around_its_middle() -> None:
    embed = embed_of("openstreetmap", "12/50.8467/4.3525")
    assert embed
    match = re.search(r"bbox=([\d.%C]+)&", embed.frame)
    assert match
    west, south, east, north = map(float, match[1].split("%2C"))
    assert (west + east) / 2 == pytest.approx(4.3525, abs=1e-4)
    assert (south + north) / 2 == pytest.approx(50.8467, abs=1e-4)
    assert east - west == pytest.approx(0.22, abs=0.01)


def test_a_video_begins_where_its_author_wants() -> None:
    embed = embed_of("youtube", "https://youtu.be/aqz-KE-bpKQ?t=720")
    assert embed
    assert "start=720" in embed.frame
    assert embed.page.endswith("&t=720")


def test_the_setting_names_services_or_hosts() -> None:
    frames = ["datawrapper", "Maps.Example.org", "youtube", "datawrapper.dwcdn.net"]
    assert hosts_of(frames) == (
        "datawrapper.dwcdn.net",
        "maps.example.org",
        "www.youtube-nocookie.com",
    )

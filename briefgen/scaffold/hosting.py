"""Files for places to host a site: workflows of CI services, and settings of hosts and servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

_FOLDER: Final = Path(__file__).parent / "recipes"
_HOST: Final = b"example.org"  # in the files, in place of the site's host
_PAGES: Final = ".github/workflows/publish.yml"  # publishes on GitHub Pages
_WHEEL: Final = "Put briefgen's wheel into wheels/ and commit it with these files."
_EXTRAS: Final = b"images,pdf,search,social"  # in the files: what most sites need
_DOCS: Final = "docs/hosting.md has every step."


@dataclass(frozen=True, slots=True)
class Recipe:
    """The files for one place, by their paths in a site, each with its file in `recipes/`.

    `server` is the name that `headers.servers` in site.yaml needs, and `steps` what its author does
    next.
    """

    files: Mapping[str, str]
    steps: str
    server: str = ""


CI_SERVICES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "github": Recipe(
            {
                _PAGES: "github/publish.yml",
                ".github/workflows/preview.yml": "github/preview.yml",
                ".github/workflows/sources.yml": "github/sources.yml",
            },
            f"{_WHEEL} In the settings of the repository, under Pages, choose “GitHub Actions” as"
            " the source.",
        ),
        "gitlab": Recipe(
            {".gitlab-ci.yml": "gitlab/gitlab-ci.yml"},
            f"{_WHEEL} Then create the two schedules that .gitlab-ci.yml describes.",
        ),
    }
)
HOSTS: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "netlify": Recipe(
            {
                "netlify.toml": "netlify/netlify.toml",
                "netlify/cache/index.js": "netlify/cache.js",
                "netlify/cache/manifest.yml": "netlify/manifest.yml",
                "netlify/cache/package.json": "netlify/package.json",
                "netlify/functions/release.mjs": "netlify/release.mjs",
                "netlify/next-release.mjs": "netlify/next-release.mjs",
            },
            f"{_WHEEL} At Netlify, import the repository, create a build hook, and set its address"
            " as the environment variable BUILD_HOOK.",
        ),
        "cloudflare": Recipe(
            {
                "wrangler.jsonc": "cloudflare/wrangler.jsonc",
                "cloudflare/build.sh": "cloudflare/build.sh",
                "cloudflare/next-release.js": "cloudflare/next-release.js",
                "cloudflare/worker.js": "cloudflare/worker.js",
            },
            f"{_WHEEL} At Cloudflare, import the repository as a Worker, create a deploy hook, and"
            " set its address as the secret DEPLOY_HOOK.",
        ),
        "nginx": Recipe(
            {"hosting/nginx.conf": "server/nginx.conf"},
            "Copy hosting/nginx.conf to /etc/nginx/conf.d/ on the server.",
            server="nginx",
        ),
        "caddy": Recipe(
            {"hosting/Caddyfile": "server/Caddyfile"},
            "Copy hosting/Caddyfile to /etc/caddy/ on the server.",
            server="caddy",
        ),
        "container": Recipe(
            {
                ".dockerignore": "server/dockerignore",
                "hosting/Caddyfile": "server/Caddyfile",
                "hosting/Containerfile": "server/Containerfile",
                "hosting/compose.yaml": "server/compose.yaml",
            },
            "Put briefgen's wheel into wheels/, then run:"
            " podman compose --file hosting/compose.yaml up --build --detach",
            server="caddy",
        ),
    }
)


def add_hosting(
    root: Path, ci: Iterable[str], hosts: Iterable[str], host: str, extras: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    """Write the files that are missing; return their paths, and those of files already there.

    `host` is that of the site's URL, and `extras` are those that its settings need besides the
    usual ones.
    """
    missing, present = [], []
    for path, data in sorted(hosting_files(ci, hosts, host, extras)):
        file = root / path
        if file.exists():
            present.append(path)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        missing.append(path)
    return missing, present


def hosting_files(
    ci: Iterable[str], hosts: Iterable[str], host: str, extras: Iterable[str] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file. A site has one place that publishes it."""
    hosts = tuple(hosts)
    files: dict[str, str] = {}
    for recipe in _recipes(ci, hosts):
        files |= recipe.files
    if hosts:
        files.pop(_PAGES, None)
    needed = ",".join(sorted({*_EXTRAS.decode().split(","), *extras})).encode()
    for path, name in files.items():
        data = (_FOLDER / name).read_bytes().replace(_HOST, host.encode() or _HOST)
        yield path, data.replace(_EXTRAS, needed)


def servers_of(hosts: Iterable[str]) -> tuple[str, ...]:
    """Return the names that `headers.servers` needs for some hosts."""
    return tuple(dict.fromkeys(HOSTS[name].server for name in hosts if HOSTS[name].server))


def servers_setting(servers: Iterable[str]) -> str:
    """Return the line of site.yaml that has headers and redirects written for servers."""
    return f"headers: {{servers: [{', '.join(servers)}]}}"


def next_steps(ci: Iterable[str], hosts: Iterable[str]) -> str:
    """Return what the author of a site does next, in lines."""
    return "\n".join((*(recipe.steps for recipe in _recipes(ci, hosts)), _DOCS))


def _recipes(ci: Iterable[str], hosts: Iterable[str]) -> Iterator[Recipe]:
    yield from (CI_SERVICES[name] for name in ci)
    yield from (HOSTS[name] for name in hosts)

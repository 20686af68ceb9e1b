"""The services that can count visitors: one entry each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from briefgen.model.config import AnalyticsConfig, origin_of

_PLAUSIBLE: Final = "https://plausible.io"
_GOATCOUNTER: Final = "https://gc.zgo.at"

Setting = Callable[[AnalyticsConfig], str]


def _server(config: AnalyticsConfig, default: str = "") -> str:
    return config.url.rstrip("/") or default


def _plausible(config: AnalyticsConfig) -> str:
    return f"{_server(config, _PLAUSIBLE)}/js/script.js"


def _goatcounter(config: AnalyticsConfig) -> str:
    return f"{_server(config, _GOATCOUNTER)}/count.js"


def _goatcounter_endpoint(config: AnalyticsConfig) -> str:
    return f"{_server(config, f'https://{config.site}.goatcounter.com')}/count"


def _matomo(config: AnalyticsConfig) -> str:
    return f"{_server(config)}/matomo.js"


def _matomo_endpoint(config: AnalyticsConfig) -> str:
    return f"{_server(config)}/matomo.php"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service, by what pages load for it.

    `needs` are the settings that it cannot do without; if only `site_or_url` is set, either of the
    two will do. `script` returns the URL of its script, and `endpoint` the URL that the script
    reports to. `attributes` of the script tag say which site it is. `setup` is the name of the
    theme's script that has to run first and then has these attributes, or "".
    """

    needs: tuple[str, ...] = ("site",)
    site_or_url: bool = False
    script: Setting
    endpoint: Setting
    attributes: Mapping[str, Setting] = field(default_factory=dict)
    setup: str = ""


SERVICES: Final[Mapping[str, Service]] = MappingProxyType(
    {
        "plausible": Service(
            script=_plausible,
            endpoint=_plausible,
            attributes={"data-domain": lambda config: config.site},
        ),
        "goatcounter": Service(
            needs=(),
            site_or_url=True,
            script=_goatcounter,
            endpoint=_goatcounter_endpoint,
            attributes={"data-goatcounter": _goatcounter_endpoint},
        ),
        "matomo": Service(
            needs=("site", "url"),
            script=_matomo,
            endpoint=_matomo_endpoint,
            attributes={
                "data-tracker": _matomo_endpoint,
                "data-site": lambda config: config.site,
            },
            setup="matomo.js",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins that pages load scripts from, and those that the scripts send requests to."""

    scripts: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()


def origins(config: AnalyticsConfig) -> Origins:
    """Return the origins that the Content-Security-Policy has to allow."""
    service = SERVICES.get(config.provider)
    if service is None:
        return Origins()
    return Origins((origin_of(service.script(config)),), (origin_of(service.endpoint(config)),))

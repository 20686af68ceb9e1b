"""Connections to the web: never to a private network, unless that is allowed.

A published text may name any host. Without this, a check in a company's network or at a cloud
provider could be made to ask servers there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import urllib.request
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpcore
import httpx

_REFUSED = "is in a private network"

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, also within a program that has an event loop, as notebooks do."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(main)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, main).result()


class PrivateAddress(httpcore.ConnectError):
    """A host is in a private network."""


class NoHost(httpcore.ConnectError):
    """The name of a host does not exist."""


class PublicBackend(httpcore.AsyncNetworkBackend):
    """Connects only to public addresses, and to the address that was checked.

    A name is looked up once, so that it cannot lead elsewhere when the connection is made.
    `allowed` are hosts that may be private, such as a proxy.
    """

    def __init__(self, *, allows_private: bool = False, allowed: Iterable[str] = ()) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._allows_private = allows_private
        self._allowed = frozenset(allowed)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a host. Raises ConnectError and ConnectTimeout."""
        is_free = self._allows_private or host in self._allowed
        addresses = await addresses_of(host, port)
        if not is_free and (private := [each for each in addresses if not is_public(each)]):
            raise PrivateAddress(f"{host} ({private[0]}) {_REFUSED}")
        last: Exception | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last or NoHost(host)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


async def addresses_of(host: str, port: int) -> list[str]:
    """Return the addresses of a host, the preferred first. Raises NoHost and ConnectError."""
    try:
        results = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        # A name that does not exist is gone. A name server that does not answer says nothing.
        kind = NoHost if error.errno in _NO_NAME else httpcore.ConnectError
        raise kind(f"{host}: {error.strerror}") from error
    except (UnicodeError, ValueError) as error:
        raise NoHost(f"{host}: {error}") from error
    return list(dict.fromkeys(str(each[4][0]) for each in results))


_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


def is_public(address: str) -> bool:
    """Whether an address is one that anybody on the internet can reach."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return (mapped or ip).is_global and not ip.is_multicast


def proxy_for(host: str, setting: str) -> str:
    """Return the URL of the HTTP proxy through which a host is reached, or "".

    It is the proxy of the settings, or else that of this machine or user: `HTTPS_PROXY` without the
    hosts of `NO_PROXY`, or the settings of Windows or macOS.
    """
    if setting:
        return setting
    return "" if urllib.request.proxy_bypass(host) else _system_proxy()


def _system_proxy() -> str:
    proxies = urllib.request.getproxies()
    proxy = proxies.get("https") or proxies.get("all") or ""
    url = proxy if not proxy or "://" in proxy else f"http://{proxy}"
    return url if url.startswith(("http://", "https://")) else ""


class _Routes(httpx.AsyncBaseTransport):
    """Sends requests through the proxy of the system, or directly to the hosts it is not for."""

    def __init__(self, direct: httpx.AsyncBaseTransport, proxied: httpx.AsyncBaseTransport) -> None:
        self._direct = direct
        self._proxied = proxied

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        route = self._proxied if proxy_for(request.url.host, "") else self._direct
        return await route.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._direct.aclose()
        await self._proxied.aclose()


def new_client(
    *,
    user_agent: str,
    timeout: float,
    concurrency: int,
    proxy: str = "",
    allows_private: bool = False,
    verify: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """Return a client that follows no redirects on its own and keeps no cookies."""
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    context = verify or trusting()

    def through(proxy: str) -> httpx.AsyncHTTPTransport:
        transport = httpx.AsyncHTTPTransport(
            verify=context, http2=True, limits=limits, proxy=proxy or None, trust_env=False
        )
        hosts = [httpx.URL(proxy).host] if proxy else []
        # httpx has no public parameter for how its pool connects.
        transport._pool._network_backend = PublicBackend(
            allows_private=allows_private, allowed=hosts
        )
        return transport

    transport: httpx.AsyncBaseTransport = through(proxy)
    if not proxy and (shared := _system_proxy()):
        transport = _Routes(transport, through(shared))
    return httpx.AsyncClient(
        transport=transport,
        headers={
            "User-Agent": user_agent,
            "Accept-Language": "*",
            "Accept-Encoding": "gzip, deflate",
        },
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
    )


def trusting() -> ssl.SSLContext:
    """Return a context that trusts whom browsers trust, and whom this machine trusts.

    Like browsers, it also talks to servers that do not know RFC 5746, as older ones of offices.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context

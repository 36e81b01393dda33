"""The way out to the network: names are resolved here, and private addresses are refused before a connection."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass

import httpx

_RESOLUTION_SECONDS = 300.0
_MOST_ADDRESSES = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PrivateAddress(Exception):
    """A host that lives on a private, loopback, link-local or otherwise special address."""


class Unresolved(Exception):
    """A host name that no address is known for."""


@dataclass(frozen=True, slots=True)
class _Resolution:
    addresses: tuple[str, ...]
    until: float


class Guard(httpx.AsyncBaseTransport):
    """An httpx transport that connects to the very address it has checked.

    A request's extension `allow_private` lifts the refusal; a response's extension `address` says who answered.
    Each host has a connection pool of its own: a pool tells hosts apart by address, and two outlets may share one.
    """

    def __init__(self, verify: ssl.SSLContext | None = None) -> None:
        self._tls = verify or ssl_context()
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}
        self._resolved: dict[tuple[str, int], _Resolution] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends `request` to the first of its host's addresses that answers.

        Raises PrivateAddress, Unresolved, or what httpx raises.
        """
        host = request.url.host
        addresses = await self._addresses(host, request.url.port or (443 if request.url.scheme == "https" else 80))
        if not request.extensions.get("allow_private"):
            refuse_private(host, addresses)
        pool = self._pools.get(request.url.netloc.decode("ascii"))
        if pool is None:
            pool = self._pools[request.url.netloc.decode("ascii")] = httpx.AsyncHTTPTransport(
                verify=self._tls,
                http2=True,
                trust_env=False,
                limits=httpx.Limits(max_connections=2, max_keepalive_connections=1, keepalive_expiry=60),
            )
        for address in addresses[:-1]:
            try:
                return await _sent(pool, request, host, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await _sent(pool, request, host, addresses[-1])

    async def aclose(self) -> None:
        """Closes every connection."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    async def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        known = self._resolved.get((host, port))
        if known and known.until > time.monotonic():
            return known.addresses
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unresolved(str(error)) from error
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))[:_MOST_ADDRESSES]
        self._resolved[(host, port)] = _Resolution(addresses, time.monotonic() + _RESOLUTION_SECONDS)
        return addresses


def ssl_context() -> ssl.SSLContext:
    """The trust that a connection starts from: the certificates that httpx brings."""
    return httpx.create_ssl_context(trust_env=False)


def refuse_private(host: str, addresses: tuple[str, ...]) -> None:
    """Raises PrivateAddress if any of a host's addresses is not on the public internet.

    One such among public ones is refused too: that is how a name is made to point inside.
    """
    for text in addresses:
        if not is_public(ipaddress.ip_address(text.partition("%")[0])):
            raise PrivateAddress(f"{host} is at {text}")


def is_public(address: Address) -> bool:
    """Whether an address is on the public internet; addresses that carry an IPv4 one inside are judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inside:
            return is_public(inside)
    return address.is_global and not address.is_multicast


async def _sent(pool: httpx.AsyncHTTPTransport, request: httpx.Request, host: str, address: str) -> httpx.Response:
    """Sends the request to one address; the Host header and the name that TLS checks stay the host's."""
    request.url = request.url.copy_with(host=address)
    request.extensions = {**request.extensions, "sni_hostname": host}
    response = await pool.handle_async_request(request)
    response.extensions["address"] = address
    return response

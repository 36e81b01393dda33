"""The way out to the network: names are resolved here, and private addresses are refused before a connection."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from extract.fetch.response import Headers

_RESOLUTION_SECONDS = 300.0
_KEEPALIVE_SECONDS = 60.0
_MOST_ADDRESSES = 3
_READ_AHEAD = 1 << 18
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


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and its body to be read.

    `arrived` is the moment, on the loop's clock, at which the latest bytes came; `address` says who sent them.
    """

    http: httpcore.Response
    arrived: float
    address: str

    async def aclose(self) -> None:
        """Ends the exchange; a connection whose answer was not read to its end is closed."""
        await self.http.aclose()


class Guard:
    """Sends requests over connections to the very addresses it has checked, one connection an origin.

    It speaks through httpcore, the engine inside httpx, since only there can a connection's address be chosen. No
    two requests to one origin may run at once.
    """

    def __init__(self, verify: ssl.SSLContext | None = None) -> None:
        self._tls = verify or httpx.create_ssl_context(trust_env=False)
        self._connections: dict[tuple[str, str, bool], httpcore.AsyncHTTPConnection] = {}
        self._resolved: dict[tuple[str, int], _Resolution] = {}

    async def send(
        self, url: str, headers: Headers, timeouts: Mapping[str, float], *, allow_private: bool = False
    ) -> Answer:
        """The answer to a GET of a normalised `url`, from the first of its host's addresses that takes a connection.

        Raises PrivateAddress unless `allow_private`, Unresolved, or what httpcore raises.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        addresses = await self._addresses(host, parts.port or (443 if parts.scheme == "https" else 80))
        if not allow_private:
            refuse_private(host, addresses)
        request = httpcore.Request(
            "GET",
            httpcore.URL(scheme=parts.scheme, host=host, port=parts.port, target=target_of(url)),
            headers=headers,
            extensions={"timeout": timeouts},
        )
        key = (parts.scheme, parts.netloc, allow_private)
        connection = self._connections.get(key)
        if connection is None or connection.is_closed() or connection.has_expired():
            if connection:
                await connection.aclose()
            connection = self._connections[key] = httpcore.AsyncHTTPConnection(
                request.url.origin,
                ssl_context=self._tls,
                http2=True,
                keepalive_expiry=_KEEPALIVE_SECONDS,
                network_backend=_Dialler(addresses),
            )
        answer = await connection.handle_async_request(request)
        stream = answer.extensions["network_stream"]
        return Answer(answer, stream.get_extra_info("arrived"), stream.get_extra_info("server_addr")[0])

    async def aclose(self) -> None:
        """Closes every connection."""
        for connection in self._connections.values():
            await connection.aclose()
        self._connections.clear()

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


def target_of(url: str) -> str:
    """What a request for `url` names in its first line: path and query."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


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


class _Dialler(httpcore.AsyncNetworkBackend):
    """Connects to the given addresses, whatever the name that is asked for resolves to by now."""

    def __init__(self, addresses: tuple[str, ...]) -> None:
        self._addresses = addresses

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address that takes one, `timeout` seconds being granted to each."""
        failures: list[Exception] = []
        for address in self._addresses:
            try:
                async with asyncio.timeout(timeout):
                    return await _connected(address, port)
            except TimeoutError:
                failures.append(httpcore.ConnectTimeout(f"{address} did not answer in {timeout} s"))
            except OSError as error:
                failures.append(httpcore.ConnectError(str(error)))
        raise failures[-1]


async def _connected(address: str, port: int) -> _Stream:
    loop = asyncio.get_running_loop()
    reader = _Reader(limit=_READ_AHEAD, loop=loop)
    transport, protocol = await loop.create_connection(
        lambda: asyncio.StreamReaderProtocol(reader, loop=loop), address, port
    )
    return _Stream(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


class _Reader(asyncio.StreamReader):
    """A StreamReader that knows when bytes came and how many."""

    fed = 0
    arrived = 0.0

    def feed_data(self, data: Any) -> None:
        self.fed += len(data)
        self.arrived = asyncio.get_running_loop().time()
        super().feed_data(data)


class _Stream(httpcore.AsyncNetworkStream):
    """asyncio's streams as httpcore wants them."""

    def __init__(self, reader: _Reader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._taken = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            async with asyncio.timeout(timeout):
                data = await self._reader.read(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(f"silent for {timeout} s") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        self._taken += len(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            async with asyncio.timeout(timeout):
                self._writer.write(buffer)
                await self._writer.drain()
        except TimeoutError as error:
            raise httpcore.WriteTimeout(f"took nothing for {timeout} s") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        self._writer.close()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no TLS in {timeout} s") from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "arrived":
            return self._reader.arrived
        if info == "is_readable":  # a connection at rest on which something has come is not to be used again
            return self._reader.fed != self._taken or self._reader.at_eof()
        return self._writer.get_extra_info({"server_addr": "peername"}.get(info, info))

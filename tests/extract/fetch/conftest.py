"""A small HTTP server on loopback, good and bad habits alike, whose log the tests read."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from extract.fetch.sources import Source, load_sources

Handler = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]
Connection = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it, and when."""

    time: float
    target: str
    headers: dict[str, str]


@dataclass
class Server:
    """Routes by path (the query is cut off), to bytes that are sent as they are or to a handler that writes."""

    routes: dict[str, bytes | Handler] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    port: int = 0
    serve: Connection | None = None

    def url(self, path: str = "/") -> str:
        """The address of `path` on this server."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}{path}"

    def source(self, **fields: Any) -> Source:
        """A source that lives on this server."""
        base = {"name": "Test", "home": self.url(), "gap": 0, "allow_private": True}
        return load_sources({"test": {**base, **fields}})["test"]

    def asked(self, path: str) -> int:
        """How often `path` was requested."""
        return sum(request.target.partition("?")[0] == path for request in self.log)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self.serve or self._serve, self.host, 0, ssl=self.tls, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
                request = Request(time.monotonic(), lines[0].split(" ")[1], headers)
                self.log.append(request)
                route = self.routes.get(
                    request.target.partition("?")[0], answer("no such page", status="404 Not Found")
                )
                if isinstance(route, bytes):
                    writer.write(route)
                else:
                    await route(request, writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def answer(body: str | bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A well-formed HTTP response; header names are written with _ for -."""
    content = body.encode() if isinstance(body, str) else body
    lines = {"content-type": "text/html; charset=utf-8", "content-length": str(len(content))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content


async def cancel_all() -> None:
    """Ends every task of the running loop but this one."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture(name="answer", scope="session")
def answer_fixture() -> Callable[..., bytes]:
    return answer


@pytest.fixture(scope="session")
def loop_of_servers() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    asyncio.run_coroutine_threadsafe(cancel_all(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def new_server(loop_of_servers: asyncio.AbstractEventLoop) -> Callable[..., Server]:
    """Starts servers on loopback addresses."""

    def start(host: str = "127.0.0.1", **fields: Any) -> Server:
        server = Server(host=host, **fields)
        asyncio.run_coroutine_threadsafe(server.start(), loop_of_servers).result()
        return server

    return start


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key


@pytest.fixture
def server(new_server: Callable[..., Server]) -> Server:
    return new_server()

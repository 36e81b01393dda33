"""Prefect's own server, started and stopped with `rasd serve` where the user has none: it keeps the schedule."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx

from extract.errors import RasdError, SettingsError

HOST = "127.0.0.1"
_PATIENCE = 180.0
_LAST_WORDS = 20.0


class Server(NamedTuple):
    """A Prefect server: the URL of its user interface, and whether it is Rasd's own."""

    url: str
    own: bool


@contextmanager
def prefect_server(port: int) -> Iterator[Server]:
    """The user's server if PREFECT_API_URL names one, else one of our own on `port`.

    That one ends with the block, and with this process however that ends. Raises SettingsError where the port is
    taken, RasdError where the server does not start.
    """
    if theirs := os.environ.get("PREFECT_API_URL"):
        yield Server(theirs.removesuffix("/api"), own=False)
        return
    url = f"http://{HOST}:{port}"
    if _answers(url):
        raise SettingsError(f"port {port} is taken by another program; give another one: rasd serve --port {port + 1}")
    address = {"PREFECT_SERVER_API_HOST": HOST, "PREFECT_SERVER_API_PORT": str(port)}
    command = [sys.executable, "-m", "flows.server"]
    server = subprocess.Popen(command, env={**os.environ, **address}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        _wait(server, url)
        os.environ["PREFECT_API_URL"] = f"{url}/api"
        yield Server(url, own=True)
    finally:
        assert server.stdin is not None
        server.stdin.close()
        try:
            server.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not _answers(f"{url}/api/health"):
        if server.poll() is not None:
            raise RasdError(f"Prefect's server ended with code {server.returncode}; its words are above")
        if time.monotonic() > deadline:
            raise RasdError(f"Prefect's server did not answer at {url} within {_PATIENCE:.0f} s; start it again")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


def _run_until_input_ends() -> int:
    """Runs Prefect's server until it ends, or the process that holds the other end of standard input does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C reaches that process too, and the server through it
    server = subprocess.Popen([sys.executable, "-m", "prefect", "server", "start"], stdin=subprocess.DEVNULL)

    def watch() -> None:
        sys.stdin.buffer.read()
        server.terminate()

    threading.Thread(target=watch, daemon=True).start()
    return server.wait()


if __name__ == "__main__":
    sys.exit(_run_until_input_ends())

"""A PostgreSQL of the tests' own, and lakes whose catalogs it holds."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.extensions import load_extension
from warehouse.store import LAKE_PREFIX, Lake


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The connection string, without a database, of a PostgreSQL of its own."""
    found = shutil.which("initdb") or max(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)
    if not found:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    programs = Path(found).resolve().parent
    nobody = pwd.getpwnam("nobody")
    # PostgreSQL refuses to run as root.
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="rasd-postgres-"))
    if user:
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = ["-D", str(home / "data")]
    settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=home, **user)

    try:
        run("initdb", *data, "-U", "rasd", "-A", "trust", "--no-sync")
        run("pg_ctl", *data, "-w", "-o", settings, "-l", str(home / "log"), "start")
        yield f"host=127.0.0.1 port={port} user=rasd"
        run("pg_ctl", *data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


@pytest.fixture
def lake(postgres: str, tmp_path: Path) -> Lake:
    """A lake of the test's own, not made yet."""
    name = f"lake_{time.time_ns()}"
    with duckdb.connect() as con:
        load_extension(con, "postgres_scanner")
        con.execute(f"ATTACH '{postgres} dbname=postgres' AS server (TYPE postgres)")
        con.execute(f"CALL postgres_execute('server', 'CREATE DATABASE {name}', use_transaction => false)")
    return Lake(f"{LAKE_PREFIX}{postgres} dbname={name}", str(tmp_path / "lake"))

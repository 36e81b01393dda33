"""URLs as Rasd keeps them: one spelling for one address, and one key for the copies of one article."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit

_DEFAULT_PORT = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_.*|at_(?:medium|campaign|custom\d)|mc_[ce]id|(?:fb|g|d|y|tw|tt)clid|msclkid|gbraid|wbraid|igshid|igsh|mibextid"
    r"|ref_src|ref_url|_ga|_gl|ocid|cmpid|ncid|sr_share|share|fb_action_.*|fb_ref|fb_source|traffic_source"
)
"""Query parameters that tell where a reader came from; they never choose an article."""
_AMP_PARAMETER = {"amp": {"", "1", "true"}, "outputtype": {"amp"}, "print": {"", "1", "true"}, "view": {"print"}}
_AMP_PATH = re.compile(r"/(?:amp|print)(?=/|$)|(?<=\w)\.amp(?=\.html?$|$)|^/(?:amp|m|mobile)(?=/.)", re.IGNORECASE)
_ALIAS_HOST = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_IN_PATH = "!$&'()*+,;=:@/-._~"
_IN_QUERY = _IN_PATH + "?"
_PLAIN = re.compile(r"[\w!$&'()*+,;=:@/.~-]*", re.ASCII)
"""What needs no respelling; most addresses are so, and a crawl normalises each several times."""


def normalise(url: str, base: str | None = None) -> str:
    """The one spelling of `url`, made absolute against `base`: host in small letters, Arabic percent-encoded.

    Fragment, default port and tracking parameters are dropped. Raises ValueError where there is no http(s)
    address in it.
    """
    parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        raise ValueError(f"{url!r} is no http or https address")
    host = parts.hostname.rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, _DEFAULT_PORT[parts.scheme]) else f":{parts.port}"
    query = "&".join(
        _respelt(pair, _IN_QUERY) for pair in parts.query.split("&") if pair and not _is_tracking(pair.split("=")[0])
    )
    return urlunsplit((parts.scheme, host + port, _respelt(parts.path, _IN_PATH) or "/", query, ""))


def alias_key(url: str) -> str:
    """What the copies of one article have in common: AMP, print, mobile, http and https, with and without www.

    The key is for comparing only: nothing need answer at it.
    """
    parts = urlsplit(normalise(url))
    host = _ALIAS_HOST.sub("", parts.netloc)
    path = _AMP_PATH.sub("", parts.path).rstrip("/") or "/"
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if value.lower() not in _AMP_PARAMETER.get(name.lower(), ())
    ]
    return urlunsplit(("", host, path, urlencode(sorted(kept), errors="surrogateescape"), "")).removeprefix("//")


def host_of(url: str) -> str:
    """The host that politeness is owed to: with its port where that is not the scheme's own."""
    parts = urlsplit(url)
    port = parts.port
    name = (parts.hostname or "").rstrip(".")
    return name if port in (None, _DEFAULT_PORT.get(parts.scheme)) else f"{name}:{port}"


def origin_of(url: str) -> str:
    """Scheme, host and port: what a robots.txt speaks for (RFC 9309, 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(name.lower()) is not None


def _respelt(part: str, safe: str) -> str:
    """Percent-encoding in one spelling; escaped delimiters stay escaped: bare ones would mean something else."""
    if _PLAIN.fullmatch(part):
        return part
    pieces = re.split(r"(%(?:2[0-9A-Fa-f]|3[ABDFabdf]|40|5[BDbd]|25))", part)
    return "".join(
        piece.upper() if index % 2 else quote(unquote_to_bytes(piece), safe=safe) for index, piece in enumerate(pieces)
    )

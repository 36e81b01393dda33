"""Content encodings undone while they stream, within a limit: no body may unpack to more than it should."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]
from isal import isal_zlib

GZIP_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # its stub calls the class an instance

ACCEPTED = b"gzip, deflate, br"


class EncodingBroken(Exception):
    """Bytes that are not in the content encoding they claim."""


class UnpackedTooLarge(Exception):
    """A body that unpacks to more than the limit."""


class Decoder(Protocol):
    """One content encoding being undone."""

    def feed(self, data: bytes, room: int) -> bytes:
        """What `data` unpacks to; raises UnpackedTooLarge beyond `room` bytes, EncodingBroken for other bytes."""

    def close(self) -> None:
        """Raises EncodingBroken where the stream stops in its middle."""


def decoders(content_encoding: str | None) -> list[Decoder]:
    """What undoes a Content-Encoding header, outermost coding first; raises EncodingBroken for an unknown coding."""
    codings = [coding.strip().lower() for coding in (content_encoding or "").split(",")]
    return [_decoder(coding) for coding in reversed(codings) if coding not in ("", "identity")]


def unpack(wire: bytes, content_encoding: str | None, most_bytes: int) -> bytes:
    """A whole body decoded; raises EncodingBroken, or UnpackedTooLarge beyond `most_bytes`."""
    body = wire
    for decoder in decoders(content_encoding):
        body = decoder.feed(body, most_bytes)
        decoder.close()
    return body


def _decoder(coding: str) -> Decoder:
    if coding in ("gzip", "x-gzip"):
        return _Zlib(zlib.MAX_WBITS | 32)
    if coding == "deflate":
        return _Deflate()
    if coding == "br":
        return _Brotli()
    raise EncodingBroken(f"the content encoding {coding!r} was not asked for")


class _Zlib:
    """gzip (several members too) or zlib, told apart by their first bytes."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._stream = isal_zlib.decompressobj(window)
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        unpacked = bytearray()
        while data:
            if self._stream.eof:
                if not data.strip(b"\0"):
                    break  # padding after the last member
                self._stream = isal_zlib.decompressobj(self._window)
            try:
                unpacked += self._stream.decompress(data, max(room - len(unpacked), 0) + 1)
            except GZIP_ERROR as error:
                raise EncodingBroken(str(error)) from error
            self._begun = True
            if len(unpacked) > room:
                raise UnpackedTooLarge
            data = self._stream.unused_data
        return bytes(unpacked)

    def close(self) -> None:
        if self._begun and not self._stream.eof:
            raise EncodingBroken("the compressed stream stops in its middle")


class _Deflate(_Zlib):
    """Deflate with the zlib header that the standard asks for, or bare as some servers send it."""

    def __init__(self) -> None:
        super().__init__(zlib.MAX_WBITS)

    def feed(self, data: bytes, room: int) -> bytes:
        if not self._begun and data and data[0] & 0x0F != zlib.DEFLATED:
            self._window = -zlib.MAX_WBITS
            self._stream = isal_zlib.decompressobj(self._window)
        return super().feed(data, room)


class _Brotli:
    """Brotli, whose decompressor takes no more than it may give out."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    def feed(self, data: bytes, room: int) -> bytes:
        self._begun = self._begun or bool(data)
        unpacked = bytearray()
        try:
            unpacked += self._stream.process(data, output_buffer_limit=room + 1)
            while not self._stream.can_accept_more_data() and len(unpacked) <= room:
                unpacked += self._stream.process(b"", output_buffer_limit=room + 1 - len(unpacked))
        except brotli.error as error:
            raise EncodingBroken(str(error)) from error
        if len(unpacked) > room:
            raise UnpackedTooLarge
        return bytes(unpacked)

    def close(self) -> None:
        if self._begun and not self._stream.is_finished():
            raise EncodingBroken("the compressed stream stops in its middle")

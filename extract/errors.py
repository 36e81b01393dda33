"""Every error that Rasd raises on purpose: each names the value, the cause and the cure."""

from __future__ import annotations


class RasdError(Exception):
    """The root: whoever catches it catches everything that Rasd refuses on purpose."""


class SettingsError(RasdError):
    """A setting, a source or an argument that cannot be used (exit code 2)."""


class ArchiveError(RasdError):
    """A WARC file that is missing, damaged, or does not hold what the fetch table says."""


class PageRefused(RasdError):
    """A response that holds no article; `reason` is the word stored in the reject table."""

    def __init__(self, url: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{url}: {reason}" + (f" ({detail})" if detail else ""))
        self.url, self.reason, self.detail = url, reason, detail


class TextError(RasdError):
    """Text that the Arabic layer cannot take (unpaired surrogates)."""


class LexiconError(RasdError):
    """A line of the lexicon, or a morphological database, that cannot be read."""


class GazetteerError(RasdError):
    """A row of a gazetteer that cannot be used."""


class WarehouseError(RasdError):
    """A warehouse that cannot be opened, written or published."""


class AlreadyRunning(RasdError):
    """A run that met one of its kind still running, and did nothing."""

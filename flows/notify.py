"""Telling people: messages to the addresses that the settings name, by e-mail, webhook or any service Apprise knows."""

from __future__ import annotations

import logging

from extract.errors import SettingsError
from flows.logs import say
from flows.settings import Settings


def notify(chosen: Settings, title: str, body: str) -> list[str]:
    """Sends a message to every address; gives those that could not be reached, without their secrets.

    Raises SettingsError for an address that is none.
    """
    from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - it takes half a second, and most runs need none of it

    missed = []
    for address in chosen.notify:
        one = Apprise(asset=AppriseAsset(app_id="Rasd", app_desc="Rasd", app_url=""))
        if not one.add(address):
            scheme = address.partition(":")[0]
            raise SettingsError(
                f"notify: {scheme}:... is no address; allowed are Apprise's, such as mailtos://, jsons://"
            )
        if not one.notify(title=title, body=body):
            missed.append(str(one[0].url(privacy=True)))  # type: ignore[no-untyped-call]
            say("message not delivered", logging.ERROR, address=missed[-1], title=title)
    return missed

"""A sentence that only says where and when what was told before it happened (ووقع الحادث، مساء أمس، في حي كذا)."""

from __future__ import annotations

from dataclasses import replace

from extract.arabic.dates import DateKind, DatePhrase
from extract.incidents.clauses import Reading, Sentence, inside
from extract.incidents.scene import Scene, When
from extract.incidents.tolls import Harm
from extract.incidents.when import tells_day
from extract.incidents.where import can_be_scene
from extract.incidents.words import word_set

_INCIDENT = word_set("incident_nouns")
_OCCURRING = word_set("occurring_verbs")


def occurrence(reading: Reading, sentence: Sentence, told: Scene) -> Scene | None:
    """What the sentence adds to the scene `told` last: its place, its day, or both; None where it says neither."""
    at = _occurs(reading, sentence)
    if at is None:
        return None
    named = (spot for spot in reading.spots(at, sentence.last) if spot.name is not None)
    where = next((spot for spot in named if can_be_scene(reading, told.frame, spot)), None)
    day = next((phrase for phrase in inside(reading.dates, at, sentence.last) if _is_day(reading, phrase)), None)
    if where is None and day is None:
        return None
    return replace(
        told,
        where=where,
        when=told.when
        if day is None
        else When(day.date_start, day.date_end, day.precision, True, (day.first, day.last)),
        place_said=where is not None,
        harm=Harm(None, None),
        listed=False,
        background=False,
    )


def _is_day(reading: Reading, phrase: DatePhrase) -> bool:
    return phrase.kind is DateKind.HAPPENED and phrase.days is not None and tells_day(reading, phrase)


def _occurs(reading: Reading, sentence: Sentence) -> int | None:
    """Where the sentence says that the incident occurred: the verb before its noun or behind it."""
    for index in range(sentence.body, sentence.last):
        if reading.tokens[index].fold not in _INCIDENT:
            continue
        for verb in (index - 1, index + 1):
            if sentence.first <= verb < sentence.last and reading.words[verb].verb_keys & _OCCURRING:
                return index
    return None

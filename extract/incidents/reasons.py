"""Why each value of a mention is what it is: the rule that chose it and the words it read, and what was rejected."""

from __future__ import annotations

from collections.abc import Iterator

from extract.incidents.candidates import Side
from extract.incidents.clauses import Reading
from extract.incidents.frames import weighed
from extract.incidents.scene import Scene
from extract.model import Reason, Span

_MOST_LOSERS = 3


def reasons(reading: Reading, scene: Scene) -> tuple[Reason, ...]:
    """A reason for every value of `scene` that is not empty, then what was rejected beside it."""
    return tuple(_reasons(reading, scene))


def _reasons(reading: Reading, scene: Scene) -> Iterator[Reason]:
    frame = scene.frame
    for trigger in frame.triggers:
        rule = f"{trigger.cls.name} ({trigger.cls.role}), {'a verb' if trigger.verb else 'a noun'}"
        yield Reason("sub_event_type", rule, reading.span(trigger.first, trigger.last))
    yield from _where(reading, scene)
    if scene.when.start is not None:
        words = scene.when.words
        if scene.when.carried:
            yield Reason("date_start", "the day of the news or the title it goes on with", _span(reading, words))
        elif words is not None:
            yield Reason("date_start", "the day its sentence names", reading.span(*words))
        elif scene.when.said:
            yield Reason("date_start", "the day of what is told before it")
        else:
            yield Reason("date_start", "no day is named: the day of publication or the one before")
    yield from _who(reading, scene)
    for weapon in scene.weapons:
        words = next(
            ((m.first, m.last) for m in reading.weapons if m.value == weapon and _inside(scene, m.first)), None
        )
        yield Reason("weapons", weapon, _span(reading, words) or _main(reading, scene))
    for name, cls, toll in (("killed", "kill", scene.harm.killed), ("injured", "injure", scene.harm.injured)):
        if toll is not None:
            effect = next((t for t in frame.triggers if t.cls.name == cls), None)
            rule = (
                "nobody was hurt" if toll.high == 0 else "counted beside the harm" if effect else "counted by its noun"
            )
            yield Reason(name, rule, reading.span(effect.first, effect.last) if effect else None)
    if scene.claim is not None:
        yield Reason("claim", f"{scene.claim} in the words around it")
    if scene.background:
        yield Reason("background", "recalled: long before publication, or behind a word that recalls")
    yield from _rejected(reading, scene)


def _where(reading: Reading, scene: Scene) -> Iterator[Reason]:
    spot = scene.where or scene.area
    if spot is None:
        return
    match = spot.match
    told = f"named, {match.relation}" if scene.place_said else "carried over from what is told before"
    span = reading.span(match.first, match.last)
    if scene.where is not None:
        yield Reason("place", f"{told}; {spot.reason}", span)
    if scene.country:
        yield Reason("country", f"{told}; {spot.reason}", span)
    if scene.admin1:
        yield Reason("admin1", f"{told}; {spot.reason}", span)
    for place, lost in spot.losers[:_MOST_LOSERS]:
        yield Reason("rejected place", f"{place.name_ar} in {place.admin1 or place.country}: {lost}")


def _who(reading: Reading, scene: Scene) -> Iterator[Reason]:
    if scene.actor1 is None:
        yield Reason("actor1", "nobody is named as who did it")
    else:
        yield _side(
            "actor1", reading, scene.agent, scene.actor1, "understood from what is told before or from the kind"
        )
    if scene.actor2 is not None:
        yield _side("actor2", reading, scene.patient, scene.actor2, "what the persons and things hit are")
    for key in scene.suspected:
        yield Reason("suspected", f"{key} is accused, not known to have done it")


def _side(name: str, reading: Reading, said: Side | None, key: str, otherwise: str) -> Reason:
    if said is None or said.key != key:
        return Reason(name, otherwise)
    return Reason(name, f"named as {said.role}", reading.span(said.first, said.last))


def _rejected(reading: Reading, scene: Scene) -> Iterator[Reason]:
    """The triggers of the sentence that tell no incident, each with why."""
    sentence = scene.frame.sentence
    for trigger, refused in weighed(reading, sentence):
        if refused:
            rule = f"{trigger.cls.name}: {refused}"
            yield Reason("rejected trigger", rule, reading.span(trigger.first, trigger.last))


def _inside(scene: Scene, at: int) -> bool:
    return scene.frame.first <= at < scene.frame.last


def _span(reading: Reading, words: tuple[int, int] | None) -> Span | None:
    return reading.span(*words) if words else None


def _main(reading: Reading, scene: Scene) -> Span:
    main = scene.frame.main
    return reading.span(main.first, main.last)

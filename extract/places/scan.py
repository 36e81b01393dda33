"""The hits of a text: names of the gazetteer, and what stands behind head words, as they come."""

from __future__ import annotations

from extract.arabic.morphology import analyze
from extract.places import unknown
from extract.places.gazetteer import Place, bare
from extract.places.hits import SETTLED, Hit, agreeing, agreeing_strictly
from extract.places.reading import Name, Reading, is_word
from extract.places.vocabulary import Head, given_names, heads, joints, months, ordinary
from extract.places.words import stems, unprefixed, written

_CITY = 100_000  # inhabitants that no village has


def scan(text: Reading) -> list[Hit]:
    """What may be a place in `text`, in order; a name that needs a head word and has none is left out."""
    return _Scan(text).run()


class _Scan:
    """One pass over one text."""

    def __init__(self, text: Reading) -> None:
        self.text = text
        self.hits: list[Hit] = []

    def run(self) -> list[Hit]:
        """The hits of the whole text."""
        done, opens = 0, self.text.lookup.opens
        for at, word in enumerate(self.text.words):
            if at >= done and opens(word.fold):
                done = self._read(at)
        return self.hits

    def _read(self, at: int) -> int:
        """Reads what begins at word `at`; returns the word to go on with."""
        self.text.forget()
        skip = self.text.phrase(at)
        if skip:
            return at + skip
        name = self.text.name(at)
        clitics, head = self.text.head(at)
        if name and name.size > 1 and not (head and self.text.headed(at, name)):
            return self._add(at, (), name)
        if head is None or at + 1 >= len(self.text.words) or not self.text.words[at + 1].joined:
            return self._add(at, (), name) if name and head is None else at + 1
        return self._after_heads(at, clitics, [head])

    def _add(self, at: int, before: tuple[Head, ...], name: Name, first: int | None = None, clitics: str = "") -> int:
        """Notes a name of the gazetteer at word `at` behind `before`, but none that needs a head word and has none and
        is no item of a list; returns the word after it."""
        last = at + name.size - 1
        guard = "" if before else self._guard(at, name)
        if guard == "head" and not (at and self.text.parted(at) and self.text.parted(last + 1)):
            return last + 1
        if before and not self._may_be_hamlet(at, name):
            return last + 1
        own = heads().get(self.text.words[at].fold[len(name.clitics) :]) if name.size > 1 else None
        places = agreeing(self._of_several(name, at, before) or name.places, before)
        if before and before[-1].in_name and not agreeing_strictly(places, before):
            places = tuple(place for place in places if place.notable and name.exact)
        if before and before[-1].number == 1 and before[-1].word in joints("village"):
            places = tuple(place for place in places if place.population < _CITY)
        settled = before and before[-1].classes & SETTLED and not before[-1].in_name
        if before and name.size == 1 and not name.exact and not settled:
            places = ()
        if own and own.in_name and not before:
            places = agreeing(places, (own,))
        key = "".join(bare(word.fold) for word in self.text.words[at : last + 1])
        self.hits.append(
            Hit(
                first=at if first is None else first,
                last=last,
                name_first=at,
                clitics=clitics if before else name.clitics,
                heads=before,
                places=places,
                guard=guard,
                key=key[len(name.clitics) :] if name.clitics else key,
            )
        )
        return last + 1

    def _may_be_hamlet(self, at: int, name: Name) -> bool:
        """Whether a name behind a head word is no ordinary word that some hamlet bears (مخيم على, قطاع واسع)."""
        if name.size > 1 or any(place.notable for place in name.places):
            return True
        return self.text.may_name(at) and not self.text.is_adjective(at)

    def _of_several(self, name: Name, at: int, before: tuple[Head, ...]) -> tuple[Place, ...]:
        """The places that bear the name with the head word before it in the singular (مخيمي بلاطة والعين)."""
        if not before or before[-1].number == 1 or not before[-1].in_name:
            return ()
        words = self.text.words[at : at + name.size]
        first = words[0].fold[len(name.clitics) :]
        key = before[-1].word + bare(first) + "".join(word.stem for word in words[1:])
        return self.text.lookup.spelt(key, before[-1].word + first + "".join(word.fold for word in words[1:]))[0]

    def _guard(self, at: int, name: Name) -> str:
        """The cue that this name needs to count as a place: '' for none, 'any', 'strong' (or a place of its division
        beside it), 'strict' (strong and no other), or 'head'."""
        if name.size > 1:
            words = [word.fold for word in self.text.words[at : at + name.size]]
            joined = " ".join(words)
            if words[-2].endswith("الشيخ") and words[-1] in given_names():
                return "any"
            guard = ordinary().get(joined[len(name.clitics) :], "" if name.exact else "any")
            if any(place.notable and any(" " in known for known in place.names_ar) for place in name.places):
                return guard
            personal = all(word in given_names() or word in joints("person") for word in words)
            return "head" if personal or all(map(self.text.is_ordinary, range(at, at + name.size))) else guard
        surface = self.text.words[at].fold
        stem = dict(stems(surface))[name.clitics]
        guard = ordinary().get(stem, "")
        if guard:
            return "" if stem in months() and self._is_spelt_out(at, name) else guard
        if name.clitics and (ordinary().get(surface) or self._is_whole(at, name)):
            return "head"
        if name.clitics.rstrip("بل") != name.clitics and not stem.startswith("ال") and len(stem) < 4:
            return "strong"
        if not name.exact:
            other = f"ال{stem}" if bare(stem) == stem else bare(stem)
            return "head" if ordinary().get(other) == "head" else "strict"
        if self.text.gazetteer.well_known(stem):
            return ""
        return "head" if is_word(self.text.tokens[self.text.words[at].token].clean) else "any"

    def _is_whole(self, at: int, name: Name) -> bool:
        """Whether what looks like a clitic is part of an ordinary word (برميلان names no village رميلان); of divisions
        it is a clitic."""
        if any(place.level in ("admin1", "country") for place in name.places):
            return False
        readings = analyze(self.text.tokens[self.text.words[at].token].clean)
        whole = bool(readings) and readings[0].origin == "lexicon" and readings[0].pos != "noun_prop"
        return whole and not readings[0].proclitics

    def _is_spelt_out(self, at: int, name: Name) -> bool:
        """Whether the hamza is written as in the place's name: إب is a city, آب a month, اب either."""
        spelling = unprefixed(written(self.text.tokens[self.text.words[at].token].text), name.clitics)
        return "إ" in spelling and any(spelling in place.names_ar for place in name.places)

    def _after_heads(self, at: int, clitics: str, found: list[Head]) -> int:
        """Reads the names behind the head word at `at`."""
        following = at + 1
        while (
            following + 1 < len(self.text.words)
            and self.text.words[following + 1].joined
            and not self.text.name_of_several(following)
            and (head := heads().get(self.text.words[following].fold))
        ):
            found.append(head)
            following += 1
        before = tuple(found)
        name = self.text.name(following, clitics=False)
        if name and found[-1].names_unknown and self.text.quoted(following) > name.size:  # قرية "قوز بينا", not قوز
            name = None
        if name and self.text.phrase(following) and not agreeing_strictly(name.places, before):
            return at + 1  # مبنى الدفاع الجوي is no hill of that name
        if name:
            whole = self.text.name(following - 1)
            if whole and whole.size == name.size + 1 and self.text.headed(following - 1, whole):
                name = name._replace(places=tuple(dict.fromkeys(name.places + whole.places)), exact=True)
            after = self._add(following, before, name, at, clitics)
            if "road" in found[-1].classes:
                after = self._road(after)
        else:
            size = unknown.behind_head(self.text, following, found[-1])
            if not size:
                return at + 1
            after = self._add_unknown(following, size, before, at, clitics)
        if found[-1].number > 1:
            after = self._list(after, before)
        return after

    def _road(self, at: int) -> int:
        """A road is named by its ends (طريق نيالا – كاس): the second belongs to the name of the first."""
        if at < len(self.text.words) and self.text.gap(at) in ("-", "–", "—"):
            name = self.text.name(at, clitics=False)
            if name:
                self.hits[-1].last = at + name.size - 1
                return at + name.size
        return at

    def _add_unknown(self, at: int, size: int, before: tuple[Head, ...], first: int, clitics: str) -> int:
        key = "".join(bare(word.fold) for word in self.text.words[at : at + size])
        self.hits.append(Hit(first, at + size - 1, at, clitics, before, (), "", key=key))
        return at + size

    def _list(self, at: int, before: tuple[Head, ...]) -> int:
        """Reads the further names of a list that a dual or plural head word opened."""
        limit = 1 if before[-1].number == 2 else 40
        while limit and at < len(self.text.words):
            parted = self.text.gap(at).strip("()")
            conjoined = self.text.conjoined(at)
            if not (conjoined or parted in ("،", ",")) or parted not in ("", "،", ","):
                break
            name = self.text.name(at)
            if (
                self.text.head(at)[1]
                and at + 1 < len(self.text.words)
                and self.text.words[at + 1].joined
                and (not name or name.size == 1)
            ):
                break
            if name and name.clitics in ("", "و") and (conjoined or parted):
                at = self._add(at, before, name, clitics=name.clitics)
            else:
                size = unknown.in_list(self.text, at)
                if not size:
                    break
                at = self._add_unknown(at, size, before, at, unknown.conjunction(self.text, at))
            limit -= 1
        return at

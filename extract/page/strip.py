"""From a parsed page to the paragraphs of its article: menus, related links, captions and comments gone.

Every block of text is worth something: prose speaks for the article, links and loose labels against. The element
whose blocks are worth most together holds the article; what is not the article's own inside it is dropped line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from selectolax.lexbor import LexborNode

from extract.page.dates import find_date
from extract.page.layout import HEADINGS, Block, Box, read_layout
from extract.page.vocabulary import (
    Role,
    fold_line,
    is_comments_head,
    is_furniture,
    is_head,
    is_notice,
    is_related,
)

_SENTENCE_END = re.compile(r"[.!?؟。:؛…][\"'»”’)\]\u200f]*$")
_PUNCTUATED = re.compile(r"[.,،;؛!?؟:。、…]")
_WORD = re.compile(r"[^\W_]")

# Lengths are characters.
_PARAGRAPH = 80  # as long a line is prose, whatever it ends with
_SENTENCE = 30  # as long a line is prose when it ends as sentences do
_LABEL = 40  # a shorter line without punctuation is a label
_LONGEST_LINE = 300  # a longer block is a paragraph, never a label, a notice or a link
_LONGEST_HEAD = 50  # a heading such as "related stories"
_LONGEST_TEASER = 400  # beside a teaser's headline
_LONGEST_CAPTION = 250
_LONGEST_DATE_LINE = 150
_SHELL = 60  # a page with less text is filled by a script, from the page's linked data

# An article worth less was probably lost to a misleading class name.
_LITTLE = 250.0
# What an element that is named as an article's body is worth beside others.
_BODY_BONUS = 1.3
# Boxes of one shape that make a list of teasers.
_MANY_TEASERS = 4
# Lines: of a caption; of a box that may be left with a label; at an article's head that may be its date;
# after and before a headline that may be its date; between headline and body that may be the standfirst.
_CAPTION_LINES, _LABELLED_LINES, _HEAD_LINES, _LINES_AFTER, _LINES_BEFORE, _STANDFIRST_LINES = 3, 8, 6, 12, 3, 25


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page gives: the article's headline and paragraphs, and how many of its lines link to elsewhere.

    `is_sure` tells that the page names the element that holds them.
    """

    title: str
    paragraphs: tuple[str, ...]
    links: int
    is_sure: bool


def read_body(body: LexborNode, titles: Sequence[str], stated: str = "", names: Iterable[str] = ()) -> Reading:
    """The article that `body` holds, without its headline.

    Of `titles`, the first that the page prints is its headline, or the first where it prints none of them.
    `stated` is the text that the page's linked data gives: where the page agrees, it decides what belongs.
    Lines that are one of `names`, the authors', are none of its paragraphs.
    """
    page, best = _find_article(body, titles)
    title = page.title()
    kept, links = page.clean(best, title, frozenset(map(fold_line, names)))
    if stated:
        kept = page.agreed(best, kept, stated) or kept
    kept = page.standfirst(best, title) + kept
    if sum(len(block.text) for block in kept) < _SHELL < len(stated):
        lines = (" ".join(line.split()) for line in stated.splitlines())
        return Reading(title, tuple(line for line in lines if line), links, True)
    return Reading(title, _texts(kept), links, best.role is Role.BODY)


def read_part(nodes: Iterable[LexborNode], title: str) -> Reading:
    """The paragraphs of `nodes`, which are known to hold the article and little else."""
    kept: list[Block] = []
    links = 0
    for node in nodes:
        page = _Page(node, [title])
        own, links_here = page.clean(replace(page.boxes[0], role=Role.BODY), title)
        kept += own
        links += links_here
    return Reading(title, _texts(kept), links, True)


def lines_near(body: LexborNode, reading: Reading) -> list[str]:
    """The short lines around the headline that are not the article's, the following ones first.

    Where no headline is printed, those around the article's first paragraph.
    """
    blocks, _ = read_layout(body, roles=False)
    folded, own = fold_line(reading.title), frozenset(reading.paragraphs)
    found = [at for at, block in enumerate(blocks) if folded and _holds(block, folded)]
    found = found or [next((at for at, block in enumerate(blocks) if block.text in own), 0)]
    near: list[Block] = []
    for at in found[:-4:-1]:
        near += blocks[at + 1 : at + 1 + _LINES_AFTER] + blocks[max(0, at - _LINES_BEFORE) : at]
    return [block.text for block in near if len(block.text) <= _LONGEST_DATE_LINE and block.text not in own]


def _find_article(body: LexborNode, titles: Sequence[str]) -> tuple[_Page, Box]:
    """The page, and the box that holds its article.

    Where hardly anything is left when elements are dropped by their names, one around the article itself has a
    misleading name: then names count inside the article only.
    """
    page = _Page(body, titles)
    best, worth = page.best()
    if worth >= _LITTLE or best.role is Role.BODY:
        return page, best
    whole = _Page(body, titles, by_name=False)
    misnamed, whole_worth = whole.best()
    if whole_worth <= 1.5 * worth:
        return page, best
    page = _Page(misnamed.node, titles)
    best, worth = page.best()
    return (page, best) if worth > 0.5 * whole_worth else (whole, misnamed)


class _Page:
    """The blocks and boxes of a page, what each block is worth, and which are dropped."""

    def __init__(self, node: LexborNode, titles: Sequence[str], by_name: bool = True) -> None:
        self.blocks, self.boxes = read_layout(node, by_name)
        self.titles = titles
        self.worths = [_worth(block) for block in self.blocks]
        self.dropped: set[int] = set()
        self._starts = list(accumulate((len(block.text) for block in self.blocks), initial=0))
        folded = {fold_line(title) for title in titles if title}
        shortest, longest = min(map(len, folded), default=0) - 10, max(map(len, folded), default=-20) + 10
        self.printed = [
            at for at, block in enumerate(self.blocks) if shortest < len(block.text) < longest and block.line in folded
        ]
        self._drop_furniture()

    def length(self, box: Box) -> int:
        """The characters in `box`."""
        return self._starts[box.end] - self._starts[box.start]

    def title(self) -> str:
        """The first of the titles that the page prints, or what its heading adds to one that was cut short."""
        lines = {self.blocks[at].line for at in self.printed}
        for title in self.titles:
            if fold_line(title) in lines:
                return title
        title = next(iter(self.titles), "")
        heads = (block.text for block in self.blocks if title and block.tag == "h1" and len(block.text) > len(title))
        return next((head for head in heads if head.startswith(title.rstrip(" .…"))), title)

    def best(self) -> tuple[Box, float]:
        """The box whose blocks are worth most together, the innermost of equals, and that worth."""
        total = list(accumulate(self.worths, initial=0.0))
        best, most = self.boxes[0], 0.0
        for box in self.boxes:
            worth = total[box.end] - total[box.start]
            if box.role is Role.BODY:
                worth *= _BODY_BONUS
            if worth >= most:
                best, most = box, worth
        return best, total[best.end] - total[best.start]

    def _drop(self, blocks: Iterable[int]) -> None:
        for at in blocks:
            self.worths[at] = 0.0
            self.dropped.add(at)

    def _drop_furniture(self) -> None:
        """Drops what stands before the headline, and boxes without it that hold comments, links or teasers."""
        if self.printed:
            first = self.printed[0]
            if sum(self.worths[:first]) < sum(self.worths[first:]):
                self._drop(range(first))
        headlines = [at for at, block in enumerate(self.blocks) if block.tag == "h1"] + self.printed
        others = [box for box in self.boxes if box.end > box.start]
        for headline in headlines:
            others = [box for box in others if not box.start <= headline < box.end]
        heads = {at for at, block in enumerate(self.blocks) if len(block.text) < _LONGEST_HEAD and is_head(block.line)}
        headed = [box for box in others if box.start in heads and box.role is not Role.BODY]
        teasers = [box for box in others if 2 <= box.end - box.start <= 4 and self._is_teaser(box)]
        for box in headed + (teasers if len(teasers) >= _MANY_TEASERS else []):
            self._drop(range(box.start, box.end))

    def _is_teaser(self, box: Box) -> bool:
        """Whether the blocks of `box` are a linked headline and a few words of another article."""
        return self.blocks[box.start].is_linked and self.length(box) < _LONGEST_TEASER + len(
            self.blocks[box.start].text
        )

    def clean(self, best: Box, title: str, names: frozenset[str] = frozenset()) -> tuple[list[Block], int]:
        """The blocks of `best` that are the article's own, and how many linked lines were dropped among them."""
        folded = fold_line(title)
        start = self._after_headline(best)
        aside = self._inner_furniture(best)
        prose = [at for at in range(start, best.end) if _is_prose(self.blocks[at])]
        links = 0
        kept: list[Block] = []
        for at in range(start, best.end):
            block = self.blocks[at]
            if kept and len(block.text) < _LONGEST_HEAD and is_comments_head(block.line):
                break
            if at in self.dropped:
                continue
            if at in aside or (block.is_linked and not _is_linked_sentence(block)):
                links += 1
                continue
            if len(block.text) < _LONGEST_LINE:
                line = block.line
                if is_head(line) and kept and (len(prose) < 3 or at > prose[-3]):
                    break
                if line == folded or line in names or not _WORD.search(line):
                    continue
                if is_furniture(line) or is_related(line, block.links / len(block.text)) or is_notice(line):
                    continue
            kept.append(block)
        holds_more = best.role is not Role.BODY or start > best.start
        return (_trim(kept) if holds_more else kept), links

    def _after_headline(self, best: Box) -> int:
        """Where the article begins in `best`: after the last headline that stands in its first quarter."""
        start = best.start
        printed = frozenset(self.printed)
        for at in range(best.start, best.end):
            if (self._starts[at] - self._starts[best.start]) * 4 > self.length(best):
                break
            if at in printed or self.blocks[at].tag == "h1":
                start = at + 1
        return start

    def _inner_furniture(self, best: Box) -> set[int]:
        """The blocks in boxes inside `best` that are captions, teasers, or labels of what was dropped."""
        found: set[int] = set()
        size = self.length(best)
        for box in self.boxes:
            lines = box.end - box.start
            if not (best.start <= box.start < box.end <= best.end) or lines == best.end - best.start:
                continue
            length = self.length(box)
            if box.tag == "article" and length * 3 < size:
                found.update(range(box.start, box.end))
            elif box.images and lines <= _CAPTION_LINES and box.role is not Role.BODY:
                if length < _LONGEST_CAPTION and length * 3 < size:
                    found.update(range(box.start, box.end))
            elif 2 <= lines <= _LABELLED_LINES:
                left = [
                    at for at in range(box.start, box.end) if at not in self.dropped and not self.blocks[at].is_linked
                ]
                if len(left) < lines and not any(_is_prose(self.blocks[at]) for at in left):
                    found.update(left)
        return found

    def standfirst(self, best: Box, title: str) -> list[Block]:
        """The standfirst between the headline and the first block of `best`, if there is one."""
        folded = fold_line(title)
        for at in range(best.start - 1, max(-1, best.start - _STANDFIRST_LINES), -1):
            if self.blocks[at].tag == "h1" or self.blocks[at].line == folded:
                between = (self.blocks[i] for i in range(at + 1, best.start) if i not in self.dropped)
                return [block for block in between if _may_lead(block)][:1]
        return []

    def agreed(self, best: Box, kept: Sequence[Block], stated: str) -> list[Block]:
        """The blocks of `best` that `stated` holds too; none where page and linked data tell different things."""
        whole = "".join(stated.split())
        both = [block for block in self.blocks[best.start : best.end] if "".join(block.text.split()) in whole]
        shared, found = (sum(len(block.text) - block.text.count(" ") for block in part) for part in (both, kept))
        return both if shared > 0.8 * len(whole) and shared > 0.6 * found else []


def _worth(block: Block) -> float:
    """How much a block speaks for the article (above zero) or for furniture (below)."""
    length = len(block.text)
    if block.links * 2 > length:
        return -min(length, 60.0)
    if block.tag in HEADINGS:
        return 0.0
    if length < _LABEL and not _PUNCTUATED.search(block.text):
        return 0.0 if block.tag in ("li", "td", "th") else -10.0
    return length - 2.0 * block.links


def _is_prose(block: Block) -> bool:
    length = len(block.text)
    return length >= _PARAGRAPH or (length > _SENTENCE and _SENTENCE_END.search(block.text) is not None)


def _is_linked_sentence(block: Block) -> bool:
    """A headline has no full stop: a link that ends with one is a sentence of the article."""
    return len(block.text) > _LABEL and block.text[-1] in ".؟!"


def _is_date_line(block: Block) -> bool:
    return not _is_prose(block) and find_date(block.text) is not None


def _may_lead(block: Block) -> bool:
    is_place = block.lead or block.tag in ("p", "h2")
    return is_place and len(block.text) >= 50 and block.links == 0 and not is_notice(block.line)


def _holds(block: Block, folded: str) -> bool:
    return -10 < len(block.text) - len(folded) < _LONGEST_HEAD and folded in block.line


def _trim(blocks: list[Block]) -> list[Block]:
    """`blocks` without the short lines around the prose that stand in other boxes: dates, names, labels."""
    blocks = [block for block in blocks[:_HEAD_LINES] if not _is_date_line(block)] + blocks[_HEAD_LINES:]
    while blocks and blocks[-1].tag in HEADINGS:
        blocks.pop()
    prose = [at for at, block in enumerate(blocks) if _is_prose(block)]
    if not prose:
        return blocks
    few = sum(len(block.text) for block in blocks) * 0.15
    first, last = prose[0], prose[-1] + 1
    if sum(len(block.text) for block in blocks[:first]) > few:
        first = 0
    if sum(len(block.text) for block in blocks[last:]) > few:
        last = len(blocks)
    while last < len(blocks) and (blocks[last].tag == "li" or blocks[last].home == blocks[last - 1].home):
        last += 1
    while first and (blocks[first - 1].lead or blocks[first - 1].home == blocks[first].home):
        first -= 1
    return blocks[first:last]


def _texts(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The texts in order; a paragraph that a page repeats for phones or print stands once."""
    seen: set[str] = set()
    texts = []
    for block in blocks:
        if len(block.text) < _PARAGRAPH or block.text not in seen:
            texts.append(block.text)
            seen.add(block.text)
    return tuple(texts)

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
from extract.page.vocabulary import Role, fold_line, is_comments_head, is_end, is_furniture, is_notice, is_related

_SENTENCE_END = re.compile(r"[.!?؟。:؛…][\"'»”’)\]\u200f]*$")
_WORD = re.compile(r"[^\W_]")
_PUNCTUATED = re.compile(r"[.,،;؛!?؟:。、…]")
# A longer block is a paragraph, never a label, a notice or a link.
_LONGEST_LINE = 300
# An article worth less was probably lost to a misleading class name.
_LITTLE = 250.0
# A page with less text is a shell that a script fills from the page's linked data.
_NOTHING = 60
# Blocks that the standfirst may stand before the body's first one: bylines, share bars and the like are between.
_STANDFIRST_REACH = 25
# Where a date is printed: lines after the headline, lines before it, and the longest such line.
_LINES_AFTER, _LINES_BEFORE, _LONGEST_DATE_LINE = 12, 3, 150
# Characters, and lines, of what may stand with an image in a box of its own.
_LONGEST_CAPTION, _CAPTION_LINES = 250, 3
# Lines at an article's beginning that may be its date.
_HEAD_LINES = 6
# Lines of a box that may be left with a label.
_LABELLED_LINES = 8
# A heading such as "related stories" is shorter.
_LONGEST_HEAD = 50
# Characters beside a teaser's headline; and how many boxes of that shape make a list of teasers.
_LONGEST_TEASER, _MANY_TEASERS = 400, 4


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
    blocks, boxes, best = _find_article(body, titles)
    title = _printed_title(blocks, titles)
    folded = fold_line(title)
    kept, links = _clean(blocks, boxes, best, folded, frozenset(map(fold_line, names)))
    if stated:
        kept = _agreed(blocks, best, kept, stated) or kept
    kept = _standfirst(blocks, best.start, folded) + kept
    if sum(len(block.text) for block in kept) < _NOTHING < len(stated):
        lines = (" ".join(line.split()) for line in stated.splitlines())
        return Reading(title, tuple(line for line in lines if line), links, True)
    return Reading(title, tuple(_texts(kept)), links, best.role is Role.BODY)


def _printed_title(blocks: Sequence[Block], titles: Sequence[str]) -> str:
    """The first of `titles` that stands in the page, or what its heading adds to one that was cut short."""
    for title in titles:
        if any(_is_line(block, fold_line(title)) for block in blocks):
            return title
    title = next(iter(titles), "")
    heads = (block.text for block in blocks if title and block.tag == "h1")
    return next((head for head in heads if len(head) > len(title) and head.startswith(title.rstrip(" .…"))), title)


def read_part(nodes: Iterable[LexborNode], title: str) -> Reading:
    """The paragraphs of `nodes`, which are known to hold the article and little else."""
    kept: list[Block] = []
    links = 0
    for node in nodes:
        blocks, boxes = read_layout(node)
        _drop_furniture(blocks, boxes, [title])
        own, links_here = _clean(blocks, boxes, replace(boxes[0], role=Role.BODY), fold_line(title))
        kept += own
        links += links_here
    return Reading(title, tuple(_texts(kept)), links, True)


def lines_near(body: LexborNode, reading: Reading) -> list[str]:
    """The short lines around the headline that are not the article's, the following ones first.

    Where no headline is printed, those around the article's first paragraph.
    """
    blocks, _ = read_layout(body, by_name=False)
    folded, own = fold_line(reading.title), frozenset(reading.paragraphs)
    found = [at for at, block in enumerate(blocks) if _holds_line(block, folded)]
    found = found or [next((at for at, block in enumerate(blocks) if block.text in own), 0)]
    near: list[Block] = []
    for at in found[:-4:-1]:
        near += blocks[at + 1 : at + 1 + _LINES_AFTER] + blocks[max(0, at - _LINES_BEFORE) : at]
    return [block.text for block in near if len(block.text) <= _LONGEST_DATE_LINE and block.text not in own]


def _find_article(body: LexborNode, titles: Sequence[str]) -> tuple[list[Block], list[Box], Box]:
    """The blocks and boxes of `body`, and the box that holds the article.

    Where hardly anything is left when elements are dropped by their names, one around the article itself has a
    misleading name: then names count inside the article only.
    """
    blocks, boxes = read_layout(body)
    _drop_furniture(blocks, boxes, titles)
    best, worth = _choose(blocks, boxes)
    if worth >= _LITTLE or best.role is Role.BODY:
        return blocks, boxes, best
    all_blocks, all_boxes = read_layout(body, by_name=False)
    _drop_furniture(all_blocks, all_boxes, titles)
    misnamed, all_worth = _choose(all_blocks, all_boxes)
    if all_worth <= 1.5 * worth:
        return blocks, boxes, best
    blocks, boxes = read_layout(misnamed.node)
    best, worth = _choose(blocks, boxes)
    if worth > 0.5 * all_worth:
        return blocks, boxes, best
    return all_blocks, all_boxes, misnamed


def _drop_furniture(blocks: Sequence[Block], boxes: Sequence[Box], titles: Sequence[str]) -> None:
    """Drops boxes that do not hold the headline and are headed "comments" or "related", or are one of many teasers."""
    folded = {fold_line(title) for title in titles}
    printed = [at for at, block in enumerate(blocks) if any(_is_line(block, line) for line in folded)]
    headlines = [at for at, block in enumerate(blocks) if block.tag == "h1"] + printed
    if printed:
        before = sum(map(_worth, blocks[: printed[0]]))
        if before < sum(map(_worth, blocks[printed[0] :])):
            for block in blocks[: printed[0]]:
                block.dropped = True
    heads = {at for at, block in enumerate(blocks) if len(block.text) < _LONGEST_HEAD and _heads_furniture(block)}
    others = [box for box in boxes if not any(box.start <= at < box.end for at in headlines)]
    teasers = [box for box in others if _is_teaser(blocks[box.start : box.end])]
    headed = [box for box in others if box.start in heads and box.role is not Role.BODY]
    for box in headed + (teasers if len(teasers) >= _MANY_TEASERS else []):
        for block in blocks[box.start : box.end]:
            block.dropped = True


def _is_teaser(blocks: Sequence[Block]) -> bool:
    """Whether a box's blocks are a linked headline and a few words of another article."""
    if not 2 <= len(blocks) <= 4 or blocks[0].links * 2 <= len(blocks[0].text):
        return False
    return sum(len(block.text) for block in blocks[1:]) < _LONGEST_TEASER


def _heads_furniture(block: Block) -> bool:
    line = fold_line(block.text)
    return is_end(line) or is_comments_head(line)


def _texts(blocks: Sequence[Block]) -> list[str]:
    """The texts in order; a paragraph that a page repeats for phones or print stands once."""
    seen: set[str] = set()
    texts = []
    for block in blocks:
        if len(block.text) < 80 or block.text not in seen:
            texts.append(block.text)
            seen.add(block.text)
    return texts


def _worth(block: Block) -> float:
    """How much a block speaks for the article (above zero) or for furniture (below)."""
    length = len(block.text)
    if block.dropped:
        return 0.0
    if block.links * 2 > length:
        return -min(length, 60.0)
    if block.tag in HEADINGS:
        return 0.0
    if length < 40 and not _PUNCTUATED.search(block.text):
        return 0.0 if block.tag in ("li", "td", "th") else -10.0
    return length - 2.0 * block.links


def _choose(blocks: Sequence[Block], boxes: Sequence[Box]) -> tuple[Box, float]:
    """The box whose blocks are worth most together, the innermost of equals, and that worth."""
    total = list(accumulate(map(_worth, blocks), initial=0.0))
    best, most = boxes[0], 0.0
    for box in boxes:
        worth = total[box.end] - total[box.start]
        if box.role is Role.BODY:
            worth *= 1.3
        if worth >= most:
            best, most = box, worth
    return best, total[best.end] - total[best.start]


def _clean(
    blocks: Sequence[Block], boxes: Sequence[Box], best: Box, title: str, names: frozenset[str] = frozenset()
) -> tuple[list[Block], int]:
    """The blocks of `best` that are the article's own, and how many linked lines were dropped among them."""
    size = sum(len(block.text) for block in blocks[best.start : best.end])
    start = best.start
    for index in range(best.start, best.end):
        block = blocks[index]
        if block.tag == "h1" or _is_line(block, title):
            if sum(len(above.text) for above in blocks[best.start : index]) > size / 4:
                break
            start = index + 1
    teasers = _teasers(blocks, boxes, best, size / 3) | _captions(blocks, boxes, best, size / 3)
    teasers |= _labels(blocks, boxes, best)
    prose = [index for index in range(start, best.end) if _is_prose(blocks[index])]
    links = 0
    kept: list[Block] = []
    for index in range(start, best.end):
        block = blocks[index]
        if kept and len(block.text) < _LONGEST_HEAD and is_comments_head(fold_line(block.text)):
            break
        if block.dropped:
            continue
        if index in teasers or (block.links * 2 > len(block.text) and not _is_linked_sentence(block)):
            links += 1
            continue
        if len(block.text) < _LONGEST_LINE:
            line = fold_line(block.text)
            if is_end(line) and kept and (len(prose) < 3 or index > prose[-3]):
                break
            linked = block.links / len(block.text)
            if (
                line == title
                or line in names
                or not _WORD.search(line)
                or is_furniture(line)
                or is_related(line, linked)
                or is_notice(line)
            ):
                continue
        kept.append(block)
    has_furniture = best.role is not Role.BODY or start > best.start
    return (_trim(kept) if has_furniture else kept), links


def _is_line(block: Block, folded: str) -> bool:
    return abs(len(block.text) - len(folded)) < 10 and fold_line(block.text) == folded


def _holds_line(block: Block, folded: str) -> bool:
    return bool(folded) and -10 < len(block.text) - len(folded) < _LONGEST_HEAD and folded in fold_line(block.text)


def _is_linked_sentence(block: Block) -> bool:
    """A headline has no full stop: a link that ends with one is a sentence of the article."""
    return len(block.text) > 40 and block.text[-1] in ".؟!"


def _is_prose(block: Block) -> bool:
    return len(block.text) >= 80 or (len(block.text) > 30 and _SENTENCE_END.search(block.text) is not None)


def _teasers(blocks: Sequence[Block], boxes: Sequence[Box], best: Box, most: float) -> set[int]:
    """The blocks of small articles inside the article: each is a teaser of another one."""
    found: set[int] = set()
    for box in boxes:
        is_inside = best.start <= box.start and box.end <= best.end and box is not best
        if box.tag == "article" and is_inside:
            own = blocks[box.start : box.end]
            if sum(len(block.text) for block in own) < most:
                found.update(range(box.start, box.end))
    return found


def _captions(blocks: Sequence[Block], boxes: Sequence[Box], best: Box, most: float) -> set[int]:
    """The blocks of small boxes around an image: its caption and its source."""
    found: set[int] = set()
    for box in boxes:
        is_inside = best.start <= box.start < box.end <= best.end and box.end - box.start < best.end - best.start
        if not (is_inside and box.images and box.end - box.start <= _CAPTION_LINES and box.role is not Role.BODY):
            continue
        if sum(len(block.text) for block in blocks[box.start : box.end]) < min(_LONGEST_CAPTION, most):
            found.update(range(box.start, box.end))
    return found


def _is_date_line(block: Block) -> bool:
    return not _is_prose(block) and find_date(block.text) is not None


def _labels(blocks: Sequence[Block], boxes: Sequence[Box], best: Box) -> set[int]:
    """The lines without a full stop in boxes of which all the rest was dropped: what they name is not there."""
    found: set[int] = set()
    for box in boxes:
        here = range(box.start, box.end)
        if best.start <= box.start and box.end <= best.end and 2 <= len(here) <= _LABELLED_LINES:
            left = [at for at in here if not blocks[at].dropped and blocks[at].links * 2 <= len(blocks[at].text)]
            if len(left) < len(here) and not any(_is_prose(blocks[at]) for at in left):
                found.update(left)
    return found


def _trim(blocks: list[Block]) -> list[Block]:
    """`blocks` without the short lines around the prose that stand in other boxes: dates, names, labels."""
    blocks = [block for block in blocks[:_HEAD_LINES] if not _is_date_line(block)] + blocks[_HEAD_LINES:]
    while blocks and blocks[-1].tag in HEADINGS:
        blocks.pop()
    prose = [index for index, block in enumerate(blocks) if _is_prose(block)]
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


def _standfirst(blocks: Sequence[Block], start: int, title: str) -> list[Block]:
    """The standfirst between the headline and the body's first block at `start`, if there is one."""
    for index in range(start - 1, max(-1, start - _STANDFIRST_REACH), -1):
        if blocks[index].tag == "h1" or _is_line(blocks[index], title):
            between = blocks[index + 1 : start]
            return [block for block in between if (block.lead or block.tag in ("p", "h2")) and _may_lead(block)][:1]
    return []


def _may_lead(block: Block) -> bool:
    return len(block.text) >= 50 and block.links == 0 and not is_notice(fold_line(block.text))


def _agreed(blocks: Sequence[Block], best: Box, kept: Sequence[Block], stated: str) -> list[Block]:
    """The blocks of `best` that `stated` holds too; none where page and linked data tell different things."""
    whole = "".join(stated.split())
    both = [block for block in blocks[best.start : best.end] if "".join(block.text.split()) in whole]
    shared, found = (sum(len(block.text) - block.text.count(" ") for block in part) for part in (both, kept))
    return both if shared > 0.8 * len(whole) and shared > 0.6 * found else []

"""From a parsed page to the paragraphs of its article: menus, related links, captions and comments gone.

Every block of text is worth something: prose speaks for the article, links and loose labels against. The element
whose blocks are worth most together holds the article; what is not the article's own inside it is dropped line by line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from selectolax.lexbor import LexborNode

from extract.page.layout import HEADINGS, Block, Box, read_layout
from extract.page.vocabulary import Role, fold_line, is_comments_head, is_end, is_furniture, is_notice, is_related

_SENTENCE_END = re.compile(r"[.!?؟。:؛…][\"'»”’)\]\u200f]*$")
_PUNCTUATED = re.compile(r"[.,،;؛!?؟:。、…]")
# A longer block is a paragraph, never a label, a notice or a link.
_LONGEST_LINE = 300
# An article worth less was probably lost to a misleading class name.
_LITTLE = 250.0
# Blocks that the standfirst may stand before the body's first one: bylines, share bars and the like are between.
_STANDFIRST_REACH = 25


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page gives: the article's paragraphs, and how many lines among them were links to elsewhere."""

    paragraphs: tuple[str, ...]
    links: int


def read_body(body: LexborNode, title: str, stated: str = "") -> Reading:
    """The article that `body` holds, without its `title`.

    `stated` is the text that the page's linked data gives: where the page agrees, it decides what belongs.
    """
    blocks, boxes, best = _find_article(body)
    folded = fold_line(title)
    kept, links = _clean(blocks, boxes, best, folded)
    if stated:
        kept = _agreed(blocks, best, kept, stated) or kept
    kept = _standfirst(blocks, best.start, folded) + kept
    return Reading(tuple(_texts(kept)), links)


def _find_article(body: LexborNode) -> tuple[list[Block], list[Box], Box]:
    """The blocks and boxes of `body`, and the box that holds the article.

    Where hardly anything is left when elements are dropped by their names, one around the article itself has a
    misleading name: then names count inside the article only.
    """
    blocks, boxes = read_layout(body)
    best, worth = _choose(blocks, boxes)
    if worth >= _LITTLE or best.role is Role.BODY:
        return blocks, boxes, best
    all_blocks, all_boxes = read_layout(body, by_name=False)
    misnamed, all_worth = _choose(all_blocks, all_boxes)
    if all_worth <= 1.5 * worth:
        return blocks, boxes, best
    blocks, boxes = read_layout(misnamed.node)
    best, worth = _choose(blocks, boxes)
    if worth > 0.5 * all_worth:
        return blocks, boxes, best
    return all_blocks, all_boxes, misnamed


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


def _clean(blocks: Sequence[Block], boxes: Sequence[Box], best: Box, title: str) -> tuple[list[Block], int]:
    """The blocks of `best` that are the article's own, and how many linked lines were dropped among them."""
    size = sum(len(block.text) for block in blocks[best.start : best.end])
    start = best.start
    for index in range(best.start, best.end):
        block = blocks[index]
        if block.tag == "h1" or _is_line(block, title):
            if sum(len(above.text) for above in blocks[best.start : index]) > size / 4:
                break
            start = index + 1
    teasers = _teasers(blocks, boxes, best, size / 3)
    prose = [index for index in range(start, best.end) if _is_prose(blocks[index])]
    links = 0
    kept: list[Block] = []
    for index in range(start, best.end):
        block = blocks[index]
        if index in teasers or (block.links * 2 > len(block.text) and not _is_linked_sentence(block)):
            links += 1
            continue
        if len(block.text) < _LONGEST_LINE:
            line = fold_line(block.text)
            if is_comments_head(line) and kept:
                break
            if is_end(line) and kept and (len(prose) < 3 or index > prose[-3]):
                break
            if line == title or is_furniture(line) or is_related(line, block.links > 0) or is_notice(line):
                continue
        kept.append(block)
    return _trim(kept), links


def _is_line(block: Block, folded: str) -> bool:
    return abs(len(block.text) - len(folded)) < 10 and fold_line(block.text) == folded


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


def _trim(blocks: list[Block]) -> list[Block]:
    """`blocks` without the short lines before the first and after the last of prose: dates, names, labels."""
    prose = [index for index, block in enumerate(blocks) if _is_prose(block)]
    if not prose:
        return blocks
    few = sum(len(block.text) for block in blocks) * 0.15
    first, last = prose[0], prose[-1] + 1
    if sum(len(block.text) for block in blocks[:first]) > few:
        first = 0
    if sum(len(block.text) for block in blocks[last:]) > few:
        last = len(blocks)
    while last < len(blocks) and blocks[last].tag == "li":
        last += 1
    while first and blocks[first - 1].lead:
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

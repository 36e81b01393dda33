"""From a parsed page to the paragraphs of its article: menus, related links, captions and comments gone."""

from __future__ import annotations

import re
from itertools import accumulate

from selectolax.lexbor import LexborNode

from extract.page.layout import HEADINGS, Block, Box, read_layout
from extract.page.vocabulary import Role, fold_line, is_end, is_furniture, is_notice, is_related

_SENTENCE_END = re.compile(r"[.!?؟。…:؛!？][\"'»”’)\]\u200f]*$")
_PUNCTUATED = re.compile(r"[.,،;؛!?؟:。、…]")


def find_paragraphs(body: LexborNode, title: str) -> list[str]:
    """The paragraphs of the article that `body` holds, in order, without its `title`; empty where there is none."""
    blocks, boxes = read_layout(body)
    best, worth = _choose(blocks, boxes)
    if worth < 250 and best.role is not Role.BODY:
        all_blocks, all_boxes = read_layout(body, by_name=False)
        other, other_worth = _choose(all_blocks, all_boxes)
        if other_worth > 1.5 * worth:
            blocks, boxes, best = all_blocks, all_boxes, other
    return [block.text for block in _clean(blocks, boxes, best, fold_line(title))]


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


def _choose(blocks: list[Block], boxes: list[Box]) -> tuple[Box, float]:
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


def _clean(blocks: list[Block], boxes: list[Box], best: Box, title: str) -> list[Block]:
    start, end = best.start, best.end
    inside = range(start, end)
    lines = {index: fold_line(blocks[index].text) if len(blocks[index].text) < 300 else "" for index in inside}
    size = sum(len(blocks[index].text) for index in inside)
    dropped: set[int] = set()
    # A headline ends what stands above it.
    heads = [index for index in inside if lines[index] and (lines[index] == title or blocks[index].tag == "h1")]
    for index in heads:
        if sum(len(blocks[i].text) for i in range(start, index)) < size / 4:
            dropped.update(range(start, index + 1))
    # An article inside the article is a teaser of another one.
    for box in boxes:
        if box.tag == "article" and start <= box.start and box.end <= end and box is not best:
            if sum(len(blocks[i].text) for i in range(box.start, box.end)) < size / 3:
                dropped.update(range(box.start, box.end))
    kept: list[int] = []
    for index in inside:
        block, line = blocks[index], lines[index]
        if index in dropped:
            continue
        if line:
            if is_end(line) and sum(map(_is_prose, blocks[index + 1 : end])) <= 2 and index > start + (end - start) / 2:
                break
            if line == title or is_furniture(line) or is_related(line, block.links > 0) or is_notice(line):
                continue
        if block.links * 2 > len(block.text) and not (len(block.text) > 40 and block.text[-1] in ".؟!"):
            continue
        kept.append(index)

    return _lead(blocks, start, title) + _trim([blocks[index] for index in kept])


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


def _is_prose(block: Block) -> bool:
    return len(block.text) >= 80 or (len(block.text) > 30 and _SENTENCE_END.search(block.text) is not None)


def _lead(blocks: list[Block], start: int, title: str) -> list[Block]:
    """The standfirst that stands between the headline and the body's first block at `start`."""
    for index in range(start - 1, max(-1, start - 25), -1):
        if blocks[index].tag == "h1" or fold_line(blocks[index].text) == title:
            between = blocks[index + 1 : start]
            return [block for block in between if block.links == 0 and (block.lead or block.tag in ("p", "h2")) and len(block.text) >= 50][:1]
    return []

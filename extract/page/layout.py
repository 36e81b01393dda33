"""From a parsed page to its blocks of text, in order, and the boxes that hold them: one walk over the tree."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from extract.page.vocabulary import Role, role, tags

_SKIPPED = tags("skipped")
_BOXES = tags("boxes")
_BLOCKS = _BOXES | tags("blocks")
_LISTS = tags("lists")
_NAMELESS = tags("nameless")
HEADINGS = tags("headings")


@dataclass(slots=True)
class Block:
    """A stretch of text that a reader sees as one line or paragraph; `links` counts its characters inside links."""

    text: str
    links: int
    tag: str
    lead: bool


@dataclass(slots=True)
class Box:
    """An element that holds the blocks from `start` up to, not including, `end`."""

    tag: str
    role: Role
    start: int
    end: int


def read_layout(body: LexborNode, by_name: bool = True) -> tuple[list[Block], list[Box]]:
    """The blocks and boxes of `body`; without `by_name`, class names, ids and styles drop nothing."""
    blocks: list[Block] = []
    root = Box("body", Role.PLAIN, 0, 0)
    boxes = [root]
    pieces: list[str] = []
    links = in_link = in_lead = 0
    tag = "div"
    box: Box | None = root
    open_elements = [(body.iter(include_text=True), True, box, False, False, tag)]

    def flush() -> None:
        nonlocal links
        text = " ".join("".join(pieces).split())
        if text:
            blocks.append(Block(text, min(links, len(text)), tag, in_lead > 0))
        pieces.clear()
        links = 0

    while open_elements:
        children, is_block, box, is_link, is_lead, outer_tag = open_elements[-1]
        for node in children:
            child = node.tag
            if child == "-text":
                text = node.text_content or ""
                pieces.append(text)
                if in_link:
                    links += len(text)
                continue
            if child in _SKIPPED or child is None:
                continue
            if child in _BLOCKS or child == "br":
                if pieces:
                    flush()
                is_block = True
            else:
                is_block = False
            if node.first_child is None:
                continue
            meaning = Role.PLAIN
            if child not in _NAMELESS:
                meaning = _meaning(node.attributes)
                if meaning is Role.DROP:
                    if by_name:
                        continue
                    meaning = Role.PLAIN
            is_lead = meaning is Role.LEAD
            in_lead += is_lead
            is_link = child == "a"
            in_link += is_link
            box = None
            outer_tag = tag
            if is_block:
                if child in _BOXES:
                    box = Box(child, meaning, len(blocks), 0)
                    boxes.append(box)
                if child not in _LISTS:
                    tag = child
            open_elements.append((node.iter(include_text=True), is_block, box, is_link, is_lead, outer_tag))
            break
        else:
            open_elements.pop()
            if is_block and pieces:
                flush()
            tag = outer_tag
            in_link -= is_link
            in_lead -= is_lead
            if box is not None:
                box.end = len(blocks)
    flush()
    root.end = len(blocks)
    return blocks, boxes


def _meaning(attributes: dict[str, str | None]) -> Role:
    if not attributes:
        return Role.PLAIN
    if attributes.get("itemprop") == "articleBody":
        return Role.BODY
    style = attributes.get("style")
    if "hidden" in attributes or (style and "display:none" in style.replace(" ", "")):
        return Role.DROP
    names, name = attributes.get("class"), attributes.get("id")
    if names or name:
        return role(f"{names} {name}" if names and name else names or name or "")
    return Role.PLAIN

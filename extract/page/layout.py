"""From a parsed page to its blocks of text, in order, and the boxes that hold them: one walk over the tree."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from extract.page.vocabulary import Role, fold_line, role, tags

_SKIPPED = tags("skipped")
_BOXES = tags("boxes")
_BLOCKS = _BOXES | tags("blocks")
_LISTS = tags("lists")
_NAMELESS = tags("nameless")
_LANDMARKS = tags("landmarks")
HEADINGS = tags("headings")
# An enum's members are slow to look up, and the walk asks for these at every element.
_PLAIN, _DROP, _BODY, _LEAD = Role.PLAIN, Role.DROP, Role.BODY, Role.LEAD


@dataclass(slots=True)
class Block:
    """A stretch of text that a reader sees as one line or paragraph; `links` counts its characters inside links.

    `home` tells the boxes around blocks apart: two blocks directly in the same box have the same.
    """

    text: str
    links: int
    tag: str
    lead: bool
    home: int
    _line: str | None = None

    @property
    def line(self) -> str:
        """The text as the vocabulary spells it."""
        if self._line is None:
            self._line = fold_line(self.text)
        return self._line

    @property
    def is_linked(self) -> bool:
        """Whether most of it is a link."""
        return self.links * 2 > len(self.text)


@dataclass(slots=True)
class Box:
    """An element that holds the blocks from `start` up to, not including, `end`, and so many images."""

    node: LexborNode
    tag: str
    role: Role
    start: int
    end: int
    images: int = 0


def read_layout(body: LexborNode, by_name: bool = True, roles: bool = True) -> tuple[list[Block], list[Box]]:
    """The blocks and boxes of `body`; without `by_name`, class names, ids and styles drop nothing, and without `roles`
    nobody looks at them.

    The walk keeps its own stack, so that no depth of nesting can exhaust Python's.
    """
    blocks: list[Block] = []
    boxes = [Box(body, "body", _PLAIN, 0, 0)]
    pieces: list[str] = []
    links = in_link = in_lead = images = 0
    tag, home = "div", 0

    def end_line() -> None:
        nonlocal links
        text = " ".join("".join(pieces).split())
        if text:
            blocks.append(Block(text, min(links, len(text)), tag, in_lead > 0, home))
        pieces.clear()
        links = 0

    open_elements: list[tuple[LexborNode, Box | None, bool, bool, bool, str, int]] = []
    node = body.first_child
    while True:
        while node is not None:
            name = node.tag
            if name == "-text":
                text = node.text_content or ""
                if pieces or not text.isspace():
                    pieces.append(text)
                    if in_link:
                        links += len(text)
            elif name is not None and name not in _SKIPPED:
                is_block = name in _BLOCKS
                if is_block and pieces:
                    end_line()
                elif name == "img":
                    images += 1
                inside = node.first_child
                unnamed = inside is None or not roles or name in _NAMELESS
                meaning = _PLAIN if unnamed else _meaning(node.attributes)
                if inside is not None and not (by_name and meaning is _DROP):
                    box = None
                    if name in _BOXES:
                        box = Box(node, name, meaning, len(blocks), 0, -images)
                        boxes.append(box)
                    is_link, is_lead = name == "a", meaning is _LEAD
                    open_elements.append((node, box, is_block, is_link, is_lead, tag, home))
                    if box is not None:
                        home = len(boxes)
                    in_link += is_link
                    in_lead += is_lead
                    if is_block and name not in _LISTS:
                        tag = name
                    node = inside
                    continue
            node = node.next
        if not open_elements:
            break
        node, box, is_block, is_link, is_lead, outer_tag, outer_home = open_elements.pop()
        if is_block and pieces:
            end_line()
        tag, home = outer_tag, outer_home
        in_link -= is_link
        in_lead -= is_lead
        if box is not None:
            box.end = len(blocks)
            box.images += images
        node = node.next
    end_line()
    boxes[0].end = len(blocks)
    return blocks, boxes


def _meaning(attributes: dict[str, str | None]) -> Role:
    if not attributes:
        return _PLAIN
    if attributes.get("itemprop") == "articleBody":
        return _BODY
    if attributes.get("role") in _LANDMARKS:
        return _DROP
    style = attributes.get("style")
    if "hidden" in attributes or (style and "display:none" in style.replace(" ", "")):
        return _DROP
    names, name = attributes.get("class"), attributes.get("id")
    if names or name:
        return role(f"{names} {name}" if names and name else names or name or "")
    return _PLAIN

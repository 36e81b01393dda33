"""From a parsed page to its blocks of text, in order, and the boxes that hold them: one walk over the tree."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from extract.page.vocabulary import Role, role

_SKIPPED = frozenset(
    "script style noscript template svg iframe nav footer aside button select option textarea input label object embed"
    " video audio canvas map figure figcaption dialog menu math picture amp-sidebar amp-ad amp-consent".split()
)
_BOXES = frozenset("div section article main header form center fieldset details table tr td th".split())
_BLOCKS = _BOXES | frozenset("p li ul ol dl dt dd blockquote h1 h2 h3 h4 h5 h6 pre address hr summary tbody thead".split())
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LISTS = frozenset("ul ol dl table tbody thead tr".split())


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
    open_elements = [(body.iter(include_text=True), "body", root, False, False, tag)]

    def flush() -> None:
        nonlocal links
        text = " ".join("".join(pieces).split())
        if text:
            blocks.append(Block(text, min(links, len(text)), tag, in_lead > 0))
        pieces.clear()
        links = 0

    while open_elements:
        children, name, box, is_link, is_lead, outer_tag = open_elements[-1]
        for node in children:
            child = node.tag
            if child == "-text":
                text = node.text_content or ""
                pieces.append(text)
                if in_link:
                    links += len(text)
                continue
            if child is None or child in _SKIPPED or child[0] == "-":
                continue
            if child == "br":
                if pieces:
                    flush()
                continue
            attributes = node.attributes
            meaning = _meaning(child, attributes)
            if meaning is Role.DROP:
                if by_name:
                    continue
                meaning = Role.PLAIN
            is_lead = meaning is Role.LEAD
            in_lead += is_lead
            if child in _BLOCKS:
                if pieces:
                    flush()
                box = None
                if child in _BOXES:
                    box = Box(child, meaning, len(blocks), 0)
                    boxes.append(box)
                open_elements.append((node.iter(include_text=True), child, box, False, is_lead, tag))
                if child not in _LISTS:
                    tag = child
            else:
                is_link = child == "a" and "href" in attributes
                in_link += is_link
                open_elements.append((node.iter(include_text=True), child, None, is_link, is_lead, tag))
            break
        else:
            open_elements.pop()
            if pieces and name in _BLOCKS:
                flush()
            tag = outer_tag
            in_link -= is_link
            in_lead -= is_lead
            if box is not None:
                box.end = len(blocks)
    flush()
    root.end = len(blocks)
    return blocks, boxes


def _meaning(tag: str, attributes: dict[str, str | None]) -> Role:
    if not attributes:
        return Role.PLAIN
    if attributes.get("itemprop") == "articleBody":
        return Role.BODY
    style = attributes.get("style")
    if "hidden" in attributes or (style and "display:none" in style.replace(" ", "")):
        return Role.DROP
    names, name = attributes.get("class"), attributes.get("id")
    if (names or name) and tag not in ("article", "main"):
        return role(f"{names or ''} {name or ''}")
    return Role.PLAIN

"""From a parsed page to the paragraphs of its article: menus, related links, captions and comments gone."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

_VOCABULARY = tomllib.loads(files(__package__).joinpath("data/vocabulary.toml").read_text("utf-8"))
_C = _VOCABULARY["classes"]
DROP = frozenset(_C["drop"].split())
KEEP = frozenset(_C["keep"].split())
BODY = frozenset(_C["body"].split())
LEAD = frozenset(_C["lead"].split())


def _pairs(text):
    return frozenset(tuple(p.split()[:2]) for line in text.split("\n") for p in line.split("|") if p.strip())


DROP_PAIRS = _pairs(_C["drop_pairs"])
BODY_PAIRS = _pairs(_C["body_pairs"])

SKIPPED = frozenset(
    "script style noscript template svg iframe nav footer aside button select option textarea input label object embed"
    " video audio canvas map figcaption dialog menu math amp-sidebar amp-ad figure".split()
)
BOXES = frozenset("div section article main td th body form center header fieldset details tr table".split())
BLOCKS = BOXES | frozenset(
    "p li ul ol dl dt dd blockquote h1 h2 h3 h4 h5 h6 pre address hr summary tbody thead".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[a-z]+")
_PLAIN, _DROP, _BODY, _LEAD = range(4)


@lru_cache(65536)
def verdict(names: str) -> int:
    words = _WORDS.findall(_CAMEL.sub(" ", names).lower())
    here = set(words)
    pairs = set(pairwise(words))
    if (here & DROP or pairs & DROP_PAIRS) and not here & KEEP:
        return _DROP
    if pairs & DROP_PAIRS:
        return _DROP
    if here & BODY or pairs & BODY_PAIRS:
        return _BODY
    if here & LEAD:
        return _LEAD
    return _PLAIN


@dataclass(slots=True)
class Block:
    text: str
    links: int
    tag: str
    lead: bool


@dataclass(slots=True)
class Box:
    tag: str
    verdict: int
    start: int
    end: int = 0


def layout(body: LexborNode, vocabulary: bool = True) -> tuple[list[Block], list[Box]]:
    blocks: list[Block] = []
    boxes: list[Box] = []
    pieces: list[str] = []
    links = 0
    in_link = 0
    tag = "div"
    lead = 0

    def flush() -> None:
        nonlocal links
        if pieces:
            text = " ".join("".join(pieces).split())
            if text:
                blocks.append(Block(text, min(links, len(text)), tag, lead > 0))
            pieces.clear()
            links = 0

    boxes.append(Box("body", _PLAIN, 0))
    stack = [(body.iter(include_text=True), "body", boxes[0], False, "div", False)]
    while stack:
        nodes, name, box, was_link, outer, was_lead = stack[-1]
        for node in nodes:
            child = node.tag
            if child == "-text":
                text = node.text_content
                pieces.append(text)
                if in_link:
                    links += len(text)
                continue
            if child is None or child in SKIPPED or child[0] == "-":
                continue
            if child == "br":
                flush()
                continue
            a = node.attributes
            names = a.get("class")
            ident = a.get("id")
            v = _PLAIN
            if names or ident:
                if child not in ("article", "main", "body"):
                    v = verdict(f"{names or ''} {ident or ''}")
                    if v == _DROP and vocabulary:
                        continue
            if vocabulary and (
                "hidden" in a or a.get("style") and "display:none" in (a["style"] or "").replace(" ", "")
            ):
                continue
            if a.get("itemprop") == "articleBody":
                v = _BODY
            if child in BLOCKS:
                flush()
                new = None
                if child in BOXES:
                    new = Box(child, v, len(blocks))
                    boxes.append(new)
                stack.append((node.iter(include_text=True), child, new, False, tag, v == _LEAD))
                tag = child if child not in ("ul", "ol", "tr", "table", "tbody") else tag
                lead += v == _LEAD
                break
            link = child == "a" and "href" in a
            in_link += link
            stack.append((node.iter(include_text=True), child, None, link, tag, v == _LEAD))
            lead += v == _LEAD
            break
        else:
            stack.pop()
            if name in BLOCKS:
                flush()
            tag = outer
            in_link -= was_link
            lead -= was_lead
            if box is not None:
                box.end = len(blocks)
    return blocks, boxes


_SENTENCE = re.compile(r"[.!?؟。…:»”\"]\s*$|[,،;؛。、]")


def score(block: Block) -> float:
    n = len(block.text)
    if block.links * 2 > n:
        return -min(n, 60.0)
    if block.tag in HEADINGS:
        return 0
    if n < 40 and not _SENTENCE.search(block.text):
        return -10
    return n - 2 * block.links


def choose(blocks, boxes):
    total = list(accumulate((score(b) for b in blocks), initial=0.0))
    best, most = boxes[0], -1.0
    for box in boxes:
        s = total[box.end] - total[box.start]
        if box.verdict == _BODY:
            s *= 1.3
        if s >= most:
            best, most = box, s
    return best, most


def paragraphs(body: LexborNode, title: str = "") -> list[Block]:
    blocks, boxes = layout(body)
    best, most = choose(blocks, boxes)
    if most < 250:
        blocks, boxes = layout(body, vocabulary=False)
        best, most = choose(blocks, boxes)
    return [b for b in blocks[best.start : best.end] if b.links * 2 <= len(b.text)]

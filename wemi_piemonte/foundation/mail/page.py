"""A mail's text as the parts of a page: paragraphs, lines, and the links of this site."""

import re
from dataclasses import dataclass

COLONS = (":", "：")
_AFTER_A_LINK = ".,;:!?)»”"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or a link of this site; one that is alone on its line is what the reader is to do.

    A link without words is called by what it is.
    """

    words: str
    link: str = ""
    is_alone: bool = False


Line = tuple[Piece, ...]


def paragraphs_of(text: str, site: str) -> list[list[Line]]:
    """Return the paragraphs of a text, parted into lines and pieces; `site` begins our links."""
    # What follows is the end of the host: https://wemi.example.org is not https://wemi.example.
    link = re.compile(rf"{re.escape(site)}(?![^\s/?#])\S*")
    blocks = re.split(r"\n\s*\n", text.strip())
    return [_lines(block, link) for block in blocks]


def _lines(block: str, link: re.Pattern[str]) -> list[Line]:
    lines: list[Line] = []
    for line in map(str.strip, block.splitlines()):
        if link.fullmatch(line) is None:
            lines.append(_pieces(line, link))
            continue
        before = lines[-1][-1] if lines else None
        # "Read it here:" is said before a link, and "The apple tree" is what it leads to.
        is_name = before is not None and not before.link and not before.words.endswith(COLONS)
        name = lines.pop()[-1].words if is_name else ""
        lines.append((Piece(name, line, is_alone=True),))
    return lines


def _pieces(line: str, link: re.Pattern[str]) -> Line:
    found: list[Piece] = []
    end = 0
    for match in link.finditer(line):
        address = match[0].rstrip(_AFTER_A_LINK)
        found += [Piece(line[end : match.start()]), Piece(address, address)]
        end = match.start() + len(address)
    found.append(Piece(line[end:]))
    return tuple(piece for piece in found if piece.words)

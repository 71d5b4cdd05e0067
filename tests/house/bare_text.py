"""Reads a Jinja template as HTML and says which human text is outside the catalogues."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, nodes

# Names and addresses are the same in every language; so are attributes that a macro writes.
SPOKEN_ALIKE = re.compile(r"WeMi Piemonte|\S+@\S+|[a-z-]+=\"|&[a-zA-Z]+;|&#\w+;")
READ_ALOUD = {
    "title",
    "alt",
    "placeholder",
    "aria-label",
    "aria-description",
    "aria-roledescription",
}
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the template: literal text, or an expression put in its place."""

    line: int
    text: str = ""
    expression: nodes.Expr | None = None


def pieces(node: nodes.Node) -> Iterator[Piece]:
    """The template in the order in which it is written, all branches one after the other."""
    if isinstance(node, nodes.TemplateData):
        yield Piece(node.lineno, node.data)
    elif isinstance(node, nodes.Expr):
        yield Piece(node.lineno, expression=node)
    elif isinstance(node, nodes.Output):
        for each in node.nodes:
            yield from pieces(each)
    else:
        for name, value in node.iter_fields():
            if name in {"body", "else_", "elif_"} and isinstance(value, list):
                for each in value:
                    yield from pieces(each)


def literals(node: nodes.Node) -> Iterator[str]:
    """The texts that an expression may come to without passing through the catalogues."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from literals(node.expr1)
        if node.expr2 is not None:
            yield from literals(node.expr2)
    elif isinstance(node, nodes.Concat):
        for each in node.nodes:
            yield from literals(each)
    elif isinstance(node, nodes.Or | nodes.And | nodes.Add):
        yield from literals(node.left)
        yield from literals(node.right)
    elif isinstance(node, nodes.Filter) and node.name == "default":
        for argument in (node.node, *node.args):
            if argument is not None:
                yield from literals(argument)


def is_human(text: str) -> bool:
    """Whether a text holds words of a language."""
    return LETTER.search(SPOKEN_ALIKE.sub("", text)) is not None


class Reader:
    """Follows the HTML through a template, so that text can be told from tags."""

    def __init__(self) -> None:
        self.state = "text"
        self.tag = ""
        self.attribute = ""
        self.quote = ""
        self.word = ""
        self.found: list[tuple[int, str]] = []

    def read(self, piece: Piece) -> None:
        """Take the next stretch."""
        if piece.expression is not None:
            for text in literals(piece.expression):
                if self.is_read() and is_human(text):
                    self.found.append((piece.line, text))
            return
        # A tag between two stretches of text parts them.
        read = "".join(sign if self.step(sign) else "\0" for sign in piece.text)
        for text in read.split("\0"):
            if is_human(text):
                self.found.append((piece.line, text.strip()))

    def is_read(self) -> bool:
        """Whether what stands here is read by people, or read out to them."""
        if self.state == "text":
            return self.tag not in {"script", "style"}
        return self.state == "value" and self.attribute in READ_ALOUD

    def step(self, sign: str) -> bool:
        """Go one sign further; returns whether people read it."""
        if self.state == "text":
            return self._in_text(sign)
        if self.state == "tag":
            self._in_tag(sign)
            return False
        if sign == self.quote:
            self.state, self.word = "tag", ""
            return False
        return self.attribute in READ_ALOUD

    def _in_text(self, sign: str) -> bool:
        if sign == "<":
            self.state, self.word = "tag", "<"
            return False
        return self.tag not in {"script", "style"}

    def _in_tag(self, sign: str) -> None:
        if sign == ">":
            self.state = "text"
            if self.word.startswith("<"):
                self.tag = self.word[1:]
            self.word = ""
        elif sign in "\"'":
            self.state, self.quote = "value", sign
            self.attribute = self.word.rstrip("=").lower()
            self.word = ""
        elif sign.isspace():
            if self.word.startswith("<"):
                self.tag = self.word[1:]
            self.word = ""
        else:
            self.word += sign


def bare_text(environment: Environment, source: str) -> list[tuple[int, str]]:
    """The human texts of a template that do not come from the catalogues, with their lines."""
    reader = Reader()
    tree = environment.parse(source)
    for piece in pieces(tree):
        reader.read(piece)
    return reader.found

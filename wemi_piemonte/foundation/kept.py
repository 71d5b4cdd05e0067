"""Parts of templates that are the same for everybody: made once for each language.

    {% kept %}<p>{{ _("Skip to the content") }}</p>{% endkept %}
    {% kept demo, active %}…{% endkept %}

What stands inside may depend on the language of the page and on what is named after `kept`, and on
nothing else: no names, no addresses of the page itself, no time.
"""

import re
from collections import ChainMap
from collections.abc import Callable, MutableMapping
from collections.abc import Set as AbstractSet
from typing import Any

from flask import request
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.ext import Extension
from jinja2.filters import FILTERS
from jinja2.parser import Parser
from markupsafe import Markup, escape

from wemi_piemonte.foundation.i18n import current_voice

MOST_KEPT = 2048


class _Globals(ChainMap[str, Any]):
    """Globals of a template: as Jinja has them, their names known without asking one by one.

    Jinja compares the names at each import; a `ChainMap` walks through them in Python.
    """

    def keys(self) -> AbstractSet[str]:  # type: ignore[override]
        names: set[str] = set()
        return names.union(*self.maps)


# Functions of the house that no template gives another meaning and that ask for no context.
_PLAIN = frozenset({"_", "ngettext", "icon", "url_for", "asset"})


class _Generator(CodeGenerator):
    """Writes templates as code: quicker where it can be, and true in every language.

    What pages call some hundred times is called straight, and not by way of the context. And our
    own filters are left to be asked at each page:

    Jinja works out a filter of a constant, as in `"free" | label("cost")`, when it compiles: what
    it says would stay in the language of the page that came first.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        filters = [node] if isinstance(node, nodes.Filter) else []
        if any(each.name not in FILTERS for each in (*filters, *node.find_all(nodes.Filter))):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Call(  # noqa: N802 - named by what it visits
        self, node: nodes.Call, frame: Any, forward_caller: bool = False
    ) -> None:
        """Write a call."""
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name not in _PLAIN or forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in node.args:
            self.visit(each, frame)
            self.write(", ")
        for pair in node.kwargs:
            self.write(f"{pair.key}=")
            self.visit(pair.value, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.told(")


_SPECIAL = re.compile("[&<>\"']")


def told(value: Any) -> str:
    """Return what a template says of a value, escaped; it is joined to a page at once.

    Most texts hold no sign to escape. Jinja's own `escape` makes of each an object that remembers
    that it is safe: some hundreds a page.
    """
    kind = type(value)
    if kind is Markup or (kind is str and _SPECIAL.search(value) is None):
        text: str = value
        return text
    return escape(value)


class Templates(Environment):
    """Flask's environment of templates, with the tag `kept`."""

    code_generator_class = _Generator
    told = staticmethod(told)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The optimizer would do what the generator is kept from.
        super().__init__(*args, **{**kwargs, "optimized": False})
        self.add_extension(Kept)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template knows besides what it is given."""
        return _Globals({} if d is None else d, self.globals)


class Kept(Extension):
    """The tag `kept`."""

    tags = {"kept"}  # noqa: RUF012 - as Jinja declares it

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self._known: dict[tuple[Any, ...], Markup] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        """Return the block as a call that makes it when it is not yet known."""
        line = next(parser.stream).lineno
        if parser.stream.current.type == "block_end":
            keys: nodes.Expr = nodes.Tuple([], "load")
        else:
            keys = parser.parse_tuple(with_condexpr=True)
            if not isinstance(keys, nodes.Tuple):
                keys = nodes.Tuple([keys], "load")
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        where = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("made", [where, keys])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def made(self, where: str, keys: tuple[Any, ...], caller: Callable[[], str]) -> Markup:
        """Return a block, made now or before."""
        key = (where, keys, current_voice(), request.script_root)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            found = self._known[key] = Markup(caller())  # noqa: S704 - a template made it, escaped
        return found

"""Parts of templates that are the same for everybody: made once for each language.

    {% kept %}<p>{{ _("Skip to the content") }}</p>{% endkept %}
    {% kept demo, active %}…{% endkept %}

What stands inside may depend on the language of the page and on what is named after `kept`, and on
nothing else: no names, no addresses of the page itself, no time. Where something else has to stand
among it, a hole is left, and filled each time:

    {% filter filled(name) %}{% kept %}<p>… {{ hole(0) }} …</p>{% endkept %}{% endfilter %}
"""

import re
from collections import ChainMap
from collections.abc import Callable, Iterable, MutableMapping
from collections.abc import Set as AbstractSet
from typing import Any

from flask import request
from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.ext import Extension
from jinja2.filters import FILTERS
from jinja2.parser import Parser
from jinja2.runtime import Context
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


class _Context(Context):
    """The names that a template knows, as Jinja has them; every part of a page makes its own.

    Jinja notes all globals anew in each, for imports of templates with globals of their own: here
    all templates have the same.
    """

    def __init__(
        self, environment: Any, parent: Any, name: Any, blocks: Any, **_noted: Any
    ) -> None:
        super().__init__(environment, parent, name, blocks)


# Functions of the house that no template gives another meaning and that ask for no context.
_PLAIN = frozenset({"_", "ngettext", "icon", "url_for", "asset"})
# The same of methods: those of dictionaries and texts.
_PLAIN_METHODS = frozenset({"get", "items", "split"})


class _Generator(CodeGenerator):
    """Writes templates as code: quicker where it can be, and true in every language.

    What pages call some hundred times is called straight, and not by way of the context. And our
    own filters are left to be asked at each page:

    Jinja works out a filter of a constant, as in `"free" | label("cost")`, when it compiles: what
    it says would stay in the language of the page that came first.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._imported: set[str] = set()
        self._extends = False

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802 - the same
        """Write a whole template."""
        self._extends = node.find(nodes.Extends) is not None
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Any) -> None:
        """Write what stands together; a template, or a block of it, gathers its pieces.

        Jinja hands on each piece by itself, through all the templates that one stands in.
        """
        is_whole = frame.block_frame or (frame.toplevel and not self._extends)
        if frame.buffer is not None or not is_whole:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        filters = [node] if isinstance(node, nodes.Filter) else []
        if any(each.name not in FILTERS for each in (*filters, *node.find_all(nodes.Filter))):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Call(  # noqa: N802 - named by what it visits
        self, node: nodes.Call, frame: Any, forward_caller: bool = False
    ) -> None:
        """Write a call."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or not self._is_plain(node, frame):
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

    def _is_plain(self, node: nodes.Call, frame: Any) -> bool:
        """Say whether what is called asks for no context."""
        called = node.node
        if isinstance(called, nodes.Name):
            # A macro asks whether to escape; it was imported to where texts are, as where it is.
            is_escaped = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
            return called.name in _PLAIN or (is_escaped and called.name in self._imported)
        return isinstance(called, nodes.Getattr) and called.attr in _PLAIN_METHODS

    def visit_FromImport(self, node: nodes.FromImport, frame: Any) -> None:  # noqa: N802 - the same
        """Write an import, and note what it brings."""
        for each in node.names:
            self._imported.add(each if isinstance(each, str) else each[1])
        super().visit_FromImport(node, frame)

    def _import_common(self, node: Any, frame: Any) -> None:
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
        else:
            self.write(f"environment.macros({node.template.value!r}, {self.name!r})")

    def visit_CallBlock(self, node: nodes.CallBlock, frame: Any) -> None:  # noqa: N802 - the same
        """Write a block that is called; one to be kept is not made into a macro first."""
        made = node.call.node
        if not isinstance(made, nodes.ExtensionAttribute) or made.identifier != Kept.identifier:
            super().visit_CallBlock(node, frame)
            return
        self.macro_body(node, frame)
        self.start_write(frame, node)
        self.write("environment.kept(")
        for each in node.call.args:
            self.visit(each, frame)
            self.write(", ")
        self.write("macro)")
        self.end_write(frame)

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


# Signs that stand for what is filled in later; no text of ours or of a reader holds them.
_HOLES = tuple(map(chr, range(0xE100, 0xE108)))


def filled(part: str, *values: Any) -> Markup:
    """Return a part of a page with a value, escaped, in each of its holes."""
    text = str(part)
    for sign, value in zip(_HOLES, values, strict=False):
        text = text.replace(sign, told(value))
    return Markup(text)  # noqa: S704 - a template made it, escaped


class Templates(Environment):
    """Flask's environment of templates, with the tag `kept`."""

    code_generator_class = _Generator
    context_class = _Context
    told = staticmethod(told)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The optimizer would do what the generator is kept from.
        super().__init__(*args, **{**kwargs, "optimized": False})
        self.add_extension(Kept)
        self.globals["hole"] = _HOLES.__getitem__
        self.filters["filled"] = filled
        kept: Any = self.extensions[Kept.identifier]
        self.kept = kept.made
        self._macros: dict[str, Any] = {}

    def macros(self, name: str, parent: str) -> Any:
        """Return what another template exports; it is looked for once, unless files may change."""
        found = self._macros.get(name)
        if found is None or self.auto_reload:
            found = self._macros[name] = self.get_template(name, parent).module
        return found

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

    def made(self, where: str, keys: tuple[Any, ...], make: Callable[[], str]) -> Markup:
        """Return a block, made now or before."""
        key = (where, keys, current_voice(), request.script_root)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            found = self._known[key] = Markup(make())  # noqa: S704 - a template made it, escaped
        return found

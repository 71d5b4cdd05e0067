"""Parts of templates that are the same for everybody: made once for each language.

    {% kept %}<p>{{ _("Skip to the content") }}</p>{% endkept %}
    {% kept demo, active %}…{% endkept %}

What stands inside may depend on the language of the page and on what is named after `kept`, and on
nothing else: no names, no addresses of the page itself, no time.
"""

from collections import ChainMap
from collections.abc import Callable, MutableMapping
from collections.abc import Set as AbstractSet
from typing import Any

from flask import request
from flask.templating import Environment
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from wemi_piemonte.foundation.i18n import current_voice

MOST_KEPT = 2048


class _Globals(ChainMap[str, Any]):
    """Globals of a template: as Jinja has them, their names known without asking one by one.

    Jinja compares the names at each import; a `ChainMap` walks through them in Python.
    """

    def keys(self) -> AbstractSet[str]:  # type: ignore[override]
        names: set[str] = set()
        return names.union(*self.maps)


class Templates(Environment):
    """Flask's environment of templates, with the tag `kept`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

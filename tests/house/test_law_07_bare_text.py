"""Law 7: no human text stands in a template outside the catalogues."""

import pytest
from flask import Flask

from tests.conftest import ROOT
from tests.house.bare_text import bare_text


def test_no_template_has_bare_text(house: Flask) -> None:
    found = {
        path.relative_to(ROOT).as_posix(): texts
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (texts := bare_text(house.jinja_env, path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello</p>", "Hello"),
        ("<p>{{ count }} services</p>", "services"),
        ("{% if x %}<b>Yes</b>{% else %}<i>{{ _('No') }}</i>{% endif %}", "Yes"),
        ('<img alt="A map" src="{{ x }}">', "A map"),
        ("<button aria-label=\"{{ 'Close' if x else _('Open') }}\">×</button>", "Close"),
        ("{{ 'Hello' }}", "Hello"),
        ("{{ name | default('nobody') }}", "nobody"),
        ("{% macro hail() %}<p>Hail</p>{% endmacro %}", "Hail"),
        ("{% block title %}Home{% endblock %}", "Home"),
        ('<input placeholder="Search">', "Search"),
        ("{% call frame() %}Inside{% endcall %}", "Inside"),
    ],
)
def test_bare_text_is_found(house: Flask, source: str, text: str) -> None:
    assert [found for _line, found in bare_text(house.jinja_env, source)] == [text]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Hello') }}</p>",
        '<p class="lead">{{ ngettext("%(num)s hit", "%(num)s hits", 3) }} · 12 &nbsp;</p>',
        "<title>{{ title }} - WeMi Piemonte</title>",
        '<script nonce="{{ nonce }}">let x = "words";</script>',
        '<h{{ level }} class="big"><a href="/it/search?q=casa">{{ title }}</a></h{{ level }}>',
        '<div{% if x %} class="a"{% endif %} data-kind="on"></div>',
        "<input type=\"checkbox\"{{ ' checked' if x }}>",
        "{# A remark. #}",
    ],
)
def test_text_from_the_catalogues_passes(house: Flask, source: str) -> None:
    assert bare_text(house.jinja_env, source) == []

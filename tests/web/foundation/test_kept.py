"""Parts of templates that are made once: for each language, and for what they are kept under."""

from flask import Flask, render_template_string
from markupsafe import Markup

from wemi_piemonte.foundation.i18n import speak

NAMED = "{% kept name %}<b>{{ name }} {{ told() }}</b>{% endkept %}"
ALWAYS = "{% kept %}<i>{{ told() }}{{ name }}</i>{% endkept %}"


class Told:
    """Counts how often a template asks."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_a_part_is_made_once_for_each_name_and_is_escaped(site: Flask) -> None:
    told = Told()
    with site.test_request_context("/it/"):
        first = [render_template_string(NAMED, name=name, told=told) for name in ("<a>", "<a>")]
        other = render_template_string(NAMED, name="b", told=told)
    assert first == ["<b>&lt;a&gt; 1</b>"] * 2
    assert other == "<b>b 2</b>"


def test_a_part_without_a_name_is_one_for_each_language(site: Flask) -> None:
    told = Told()
    with site.test_request_context("/it/"):
        speak("it")
        italian = [render_template_string(ALWAYS, name=name, told=told) for name in ("a", "b")]
        speak("en")
        english = render_template_string(ALWAYS, name="c", told=told)
    assert italian == ["<i>1a</i>"] * 2
    assert english == "<i>2c</i>"


def test_a_hole_in_a_part_is_filled_each_time_and_escaped(site: Flask) -> None:
    told = Told()
    holed = (
        "{% filter filled(name, number) %}"
        "{% kept %}<b>{{ hole(1) }} {{ hole(0) }} {{ told() }}</b>{% endkept %}{% endfilter %}"
    )
    with site.test_request_context("/it/"):
        found = [
            render_template_string(holed, name=name, number=number, told=told)
            for number, name in enumerate(("<a>", "b"))
        ]
    assert found == ["<b>0 &lt;a&gt; 1</b>", "<b>1 b 1</b>"]


def test_imported_macros_are_escaped_as_they_are_written(site: Flask) -> None:
    source = (
        '{% from "macros/forms.html" import check as tick %}'
        '{{ tick("a", "b", text, false, "form", "id") }}'
    )
    with site.test_request_context("/it/"):
        found = render_template_string(source, text="<i>")
    assert "<span>&lt;i&gt;</span>" in found
    assert '<label class="check" for="id">' in found


def test_what_is_said_of_a_value_is_escaped(site: Flask) -> None:
    template = site.jinja_env.from_string("{{ text }} {{ number }} {{ safe }}")
    text = "<b> & 'it' \"x\""
    with site.test_request_context("/it/"):
        site.preprocess_request()
        told = template.render(text=text, number=3, safe=Markup("<i>ok</i>"))
    escaped = "&lt;b&gt; &amp; &#39;it&#39; &#34;x&#34;"
    assert told == f"{escaped} 3 <i>ok</i>"

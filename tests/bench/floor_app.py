"""The floors of answers over HTTP: a bare view with 20 prebuilt cards, and a bare page of them."""

import json
import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template

PAGE = """<!doctype html><html lang="it"><head><title>Cards</title></head><body><main>
{% for card in items %}<article><h2><a href="/{{ card.id }}">{{ card.name }}</a></h2>
<p>{{ card.summary }}</p><p>{{ card.organization.name }}</p>
<ul>{% for code in card.needs %}<li>{{ code }}</li>{% endfor %}<li>{{ card.cost }}</li>
<li>{{ card.availability }}</li><li>{{ card.verified_on }}</li></ul></article>{% endfor %}
</main></body></html>"""

app = Flask("floor")
app.json.sort_keys = False  # type: ignore[attr-defined]
BODY: dict[str, Any] = json.loads(Path(os.environ["FLOOR_BODY"]).read_text(encoding="utf-8"))
# Compiled once, as a template in a file would be.
TEMPLATE = app.jinja_env.from_string(PAGE)


@app.get("/api")
def api() -> Response:
    return jsonify(BODY)


@app.get("/page")
def page() -> str:
    return render_template(TEMPLATE, items=BODY["items"])

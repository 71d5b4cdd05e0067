"""Writes tests/house/routes.txt anew; what has changed in it is there to be read."""

import tempfile
from pathlib import Path

from tests.conftest import make_app, settings
from tests.house.test_law_03_addresses import PINNED, lines_of

app = make_app(settings(Path(tempfile.mkdtemp())))
PINNED.write_text("\n".join(lines_of(app)) + "\n", encoding="utf-8")

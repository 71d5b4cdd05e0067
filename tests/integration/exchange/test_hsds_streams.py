"""Ten thousand services go through in little memory, though they are one array."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.bench.corpus import services
from tests.conftest import ROOT
from wemi_piemonte.directory.models import Service
from wemi_piemonte.exchange.hsds.exporter import line_of
from wemi_piemonte.foundation import db

MANY, FEW = 10_000, 500
# What ten thousand may take beyond what five hundred take: 35 MB of text passes through.
MORE_MB = 40

PROGRAM = """
import resource, sys
from wemi_piemonte.foundation import db, migrations
migrations.load_models()
db.bind(db.open_engine(sys.argv[1]))
from wemi_piemonte.exchange.hsds.commands import import_file
code = import_file(sys.argv[2], publish=True, report=None)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
sys.exit(code)
"""


UUID_START = re.compile(r'(?<=")[0-9a-f]{4}(?=[0-9a-f]{4}-)')


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The generated services as one array on one line, and a few of them."""
    folder = tmp_path_factory.mktemp("corpus")
    few = [line_of(record).strip() for record in services(FEW)]
    # The same ones again under other ids: making as many anew would take longer than the import.
    lines = [
        UUID_START.sub(f"{round_:04x}", line).replace('"name":"', f'"name":"{round_} ')
        for round_ in range(MANY // FEW)
        for line in few
    ]
    found = {name: folder / name for name in ("many", "few")}
    found["many"].write_text("[" + ",".join(lines) + "]")
    found["few"].write_text("[" + ",".join(lines[:FEW]) + "]")
    return found


def megabytes(url: str, path: Path) -> int:
    """Import in a process of its own, and return the most memory it ever held."""
    command = [sys.executable, "-c", PROGRAM, url, str(path)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=env)
    summary, peak = done.stdout.splitlines()
    assert "refused 0" in summary
    return int(peak)


def test_ten_thousand_services_are_taken_in_little_memory(
    files: dict[str, Path], sqlite_url: str
) -> None:
    base = megabytes(sqlite_url, files["few"])
    assert megabytes(sqlite_url, files["many"]) < base + MORE_MB
    db.bind(db.open_engine(sqlite_url))
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(Service)) == MANY

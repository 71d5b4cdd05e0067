"""Fills the English catalogue: its texts are the message ids, unless somebody wrote better ones."""

import io
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po


def main(path: Path) -> None:
    """Give every empty message of the catalogue its own id as text."""
    catalog = read_po(io.BytesIO(path.read_bytes()), locale="en")
    for message in catalog:
        there = message.string if message.pluralizable else [message.string]
        if message.id and not any(there):
            message.string = message.id
    target = io.BytesIO()
    write_po(target, catalog, width=0, ignore_obsolete=True)
    path.write_bytes(target.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

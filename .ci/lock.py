"""Pins what pyproject.toml asks for: writes requirements.lock and requirements-dev.lock."""

import json
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Made by `make lock` from pyproject.toml. Do not edit.\n"


def resolve(wanted: list[str]) -> list[dict[str, Any]]:
    """Return what pip would install for these requirements, nothing being installed yet."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
    command = [*pip, "--report", "-", *wanted]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, Any]] = json.loads(answer.stdout)["install"]
    return [package["metadata"] for package in found]


def python_markers(packages: list[dict[str, Any]], asked: set[str]) -> dict[str, str]:
    """Return the condition of each package that only some versions of Python need."""
    markers: dict[str, set[str]] = defaultdict(set)
    for package in packages:
        for line in package.get("requires_dist", ()):
            requirement = Requirement(line)
            marker = str(requirement.marker or "")
            # A package asked for by an extra, or without a condition, is wanted everywhere.
            only_some = "python_version" in marker and "extra" not in marker
            markers[canonicalize_name(requirement.name)].add(marker if only_some else "")
    return {
        name: next(iter(found))
        for name, found in markers.items()
        if name not in asked and len(found) == 1 and "" not in found
    }


def pinned(wanted: list[str]) -> dict[str, str]:
    """Return the line of each package that these requirements lead to."""
    packages = resolve(wanted)
    asked = {canonicalize_name(Requirement(line).name) for line in wanted}
    markers = python_markers(packages, asked)
    lines = {}
    for package in packages:
        name = canonicalize_name(package["name"])
        marker = f" ; {markers[name]}" if name in markers else ""
        lines[name] = f"{name}=={package['version']}{marker}"
    return dict(sorted(lines.items()))


def main() -> None:
    """Write both files; the second holds only what the first does not."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = settings["project"]["dependencies"]
    run = pinned(runtime)
    everything = pinned([*run.values(), *settings["dependency-groups"]["dev"]])
    only_dev = [line for name, line in everything.items() if name not in run]
    (ROOT / "requirements.lock").write_text(HEAD + "\n".join(run.values()) + "\n")
    (ROOT / "requirements-dev.lock").write_text(
        HEAD + "-r requirements.lock\n" + "\n".join(only_dev) + "\n"
    )


if __name__ == "__main__":
    main()

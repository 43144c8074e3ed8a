"""The sample plug-in in ``tests/plugin``, installed without a package index."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

PLUGIN = Path(__file__).parent / "plugin"


def install_plugin(folder: Path) -> Path:
    """Puts the plug-in and its metadata into a folder, as pip does; returns the folder."""
    project = tomllib.loads((PLUGIN / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.copy(PLUGIN / "publishkit_plain.py", folder)
    name = f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    write_dist_info(folder / name, project["name"], project["version"], project["entry-points"])
    return folder


def write_dist_info(
    folder: Path, name: str, version: str, entry_points: dict[str, dict[str, str]]
) -> None:
    folder.mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (folder / "METADATA").write_text(metadata, encoding="utf-8")
    groups = [
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in points.items())
        for group, points in entry_points.items()
    ]
    (folder / "entry_points.txt").write_text("\n".join(groups), encoding="utf-8")

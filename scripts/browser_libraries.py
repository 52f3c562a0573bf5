"""Bring in the JavaScript that pages use, as pinned in `web/static/libraries.toml`; `--check` only compares.

    python scripts/browser_libraries.py            # needs npm
    python scripts/browser_libraries.py --check    # needs no network

To move to another version, change it in the TOML with the digest that `npm view NAME dist.integrity` gives.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parents[1] / "src/tenfold/web/static"


def libraries() -> list[dict[str, Any]]:
    """The pinned libraries: name, version, licence, npm's digest of the package, and files with theirs."""
    content = tomllib.loads((STATIC / "libraries.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = content["library"]
    return found


def changed_files() -> list[str]:
    """Files that are missing or not what was pinned."""
    changed = [
        file["name"]
        for library in libraries()
        for file in library["files"]
        if not (STATIC / file["name"]).is_file() or _digest(STATIC / file["name"]) != file["sha256"]
    ]
    folders = (folder for library in libraries() for folder in library.get("folders", ()))
    return changed + [f["name"] for f in folders if _listing(STATIC / f["name"]) != f["sha256"]]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _listing(folder: Path) -> str:
    """The digest of the names and digests of the files of a folder."""
    said = "".join(f"{path.name} {_digest(path)}\n" for path in sorted(folder.glob("*")))
    return hashlib.sha256(said.encode()).hexdigest()


def bring_in(library: dict[str, Any]) -> None:
    """Fetch a package with npm, compare its digest, and take the pinned files out of it."""
    with tempfile.TemporaryDirectory() as folder:
        what = f"{library['name']}@{library['version']}"
        subprocess.run(["npm", "pack", "--silent", what], cwd=folder, check=True)
        (package,) = Path(folder).glob("*.tgz")
        digest = hashlib.sha512(package.read_bytes()).digest()
        if f"sha512-{base64.b64encode(digest).decode()}" != library["integrity"]:
            sys.exit(f"{what} is not what was pinned. Nothing of it was taken.")
        with tarfile.open(package) as archive:
            for file in library["files"]:
                member = archive.extractfile(f"package/{file['path']}")
                assert member is not None, file
                (STATIC / file["name"]).parent.mkdir(exist_ok=True)
                (STATIC / file["name"]).write_bytes(member.read())
            for folder in library.get("folders", ()):
                _take_folder(archive, folder)


def _take_folder(archive: tarfile.TarFile, folder: dict[str, str]) -> None:
    """Its files, without folders in it."""
    (STATIC / folder["name"]).mkdir(exist_ok=True)
    inside = f"package/{folder['path']}/"
    for found in archive.getmembers():
        name = found.name.removeprefix(inside)
        if found.isfile() and found.name.startswith(inside) and "/" not in name:
            member = archive.extractfile(found)
            assert member is not None, name
            (STATIC / folder["name"] / name).write_bytes(member.read())


if __name__ == "__main__":
    if "--check" not in sys.argv:
        for one in libraries():
            bring_in(one)
    if wrong := changed_files():
        sys.exit(f"not as pinned: {', '.join(wrong)}")

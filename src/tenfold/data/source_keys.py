"""Keys by which files are known again without being parsed: their bytes, and how they were to be read."""

from __future__ import annotations

from pathlib import Path

from tenfold.data.options import ReadOptions
from tenfold.store.digests import digest_bytes, digest_file, digest_json

__all__ = ["path_key", "source_key"]


def path_key(path: Path) -> str:
    """Of a file or folder that is read without options."""
    if path.is_dir():
        # The same digest that reading the folder notes, without decoding its texts.
        from tenfold.data.folders import class_folders, text_files

        pairs = [
            [file.relative_to(path).as_posix(), digest_bytes(file.read_bytes())]
            for _, folder in class_folders(path)
            for file in text_files(folder)
        ]
        return source_key([(None, digest_json(pairs))], ReadOptions())
    return source_key([(None, digest_file(path))], ReadOptions())


def source_key(files: list[tuple[str | None, str]], options: ReadOptions) -> str:
    """`files`: the split and the digest of each."""
    return digest_json({"files": [list(pair) for pair in files], "options": options.to_json()})

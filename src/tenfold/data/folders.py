"""A folder of texts: one folder a class, or a folder a split with one folder a class inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tenfold.data.encoding import decode
from tenfold.data.files import MAX_DECODED_BYTES, read_bytes
from tenfold.errors import DataError

__all__ = ["TextFolder", "class_folders", "parse_folder", "text_files"]


@dataclass(slots=True)
class TextFolder:
    """Texts with the name of their folder as label and their path as `file`."""

    texts: list[str]
    labels: list[str]
    files: list[str]
    splits: list[str] | None
    unread: list[str]
    digests: list[str]


def class_folders(root: Path) -> list[tuple[str | None, Path]]:
    """Pairs of a split name (or None) and a class folder, sorted by name."""
    top = sorted(path for path in root.iterdir() if path.is_dir() and not _hidden(path))
    nested = [path for path in top if any(child.is_dir() for child in path.iterdir())]
    if not nested:
        return [(None, path) for path in top]
    if len(nested) != len(top):
        flat = next(path for path in top if path not in nested)
        raise DataError(
            f"some folders hold folders, {flat.name!r} holds none.",
            code="TF-DATA-002",
            where=str(root),
            remedy="Use class/*.txt everywhere, or split/class/*.txt everywhere.",
        )
    return [
        (split.name, path)
        for split in top
        for path in sorted(split.iterdir())
        if path.is_dir() and not _hidden(path)
    ]


def text_files(folder: Path) -> list[Path]:
    """The text files of one class, sorted by name. Links are refused: they may lead anywhere."""
    files = sorted(path for path in folder.iterdir() if not _hidden(path))
    for path in files:
        if path.is_symlink() or not path.is_file() or path.suffix.lower() != ".txt":
            kind = "a link" if path.is_symlink() else "no .txt file"
            raise DataError(
                f"{path.name!r} is {kind}.",
                code="TF-DATA-002",
                where=str(folder),
                remedy="A class folder holds .txt files, one text each.",
            )
    return files


def parse_folder(root: Path, *, encoding: str | None) -> TextFolder:
    """Read every text below `root`. The texts stay as they are, their last line end included."""
    found = TextFolder([], [], [], None, [], [])
    splits: list[str] = []
    size = 0
    for split, folder in class_folders(root):
        for path in text_files(folder):
            content = read_bytes(path)
            size += len(content.data)
            if size > MAX_DECODED_BYTES:
                raise DataError("holds too much text.", code="TF-DATA-003", where=str(root))
            name = path.relative_to(root).as_posix()
            decoded = decode(content.data, file=name, declared=encoding, header=False)
            found.texts.append(decoded.text)
            found.labels.append(folder.name)
            found.files.append(name)
            found.digests.append(content.digest)
            splits += [split] if split is not None else []
    found.splits = splits or None
    found.unread = sorted(p.name for p in root.iterdir() if p.is_file() and not _hidden(p))
    return found


def _hidden(path: Path) -> bool:
    return path.name.startswith(".")

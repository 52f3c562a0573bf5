"""A data set of the Hugging Face hub, or a folder laid out like one, read through `datasets`.

Fetched only because somebody names it, row by row (streaming), never with code of its own: `datasets` 4
and later runs none, and older versions are refused. HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE are honoured.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tenfold.data.raw import RawTable, SourceNote
from tenfold.data.value_table import ValueTable
from tenfold.errors import DataError, InputError, TenfoldError, nearest

__all__ = ["HubRequest", "is_hub", "read_hub"]

_PREFIX = "hub:"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_BATCH_ROWS = 1000
_TIMEOUT_S = 10
_OLDEST = 4
_REFUSED = ("Image", "Audio", "Video", "Pdf", "Nifti", "Array2D", "Array3D", "Array4D", "Array5D")


def is_hub(source: str) -> bool:
    """Whether a source is named as one of the hub."""
    return source.startswith(_PREFIX)


@dataclass(frozen=True, slots=True)
class HubRequest:
    """What is asked for. `use` is ``hub:org/name`` (``@revision`` may follow) or ``hub:FOLDER``."""

    use: str
    revision: str | None = None
    splits: tuple[str, ...] = ()
    config: str | None = None

    @property
    def folder(self) -> Path | None:
        """The local folder, where one is meant."""
        path = Path(self.use.removeprefix(_PREFIX))
        return path.resolve() if path.is_dir() else None

    @property
    def name(self) -> str:
        """Its name without the owner, for the catalog."""
        plain = self.use.removeprefix(_PREFIX).partition("@")[0]
        return (self.folder or Path(plain)).name

    @property
    def repository(self) -> tuple[str, str]:
        """Name and revision on the hub. Raises InputError (TF-DATA-088) for what is no name."""
        name, _, named = self.use.removeprefix(_PREFIX).partition("@")
        if not _NAME.fullmatch(name) or ".." in name:
            raise InputError(
                "is not the name of a hub data set, and there is no such folder.",
                code="TF-DATA-088",
                where=self.use,
                remedy="Write it as hub:org/name, with --revision for a branch, tag or commit.",
            )
        return name, named or self.revision or "main"


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the rows come from (`path` for `datasets`), at which commit, under which licence."""

    path: str
    commit: str | None
    licence: str | None


def read_hub(request: HubRequest) -> RawTable:
    """All rows of the named splits (default: all splits), with the name of its split for each.

    Class numbers become the names that the data set gives them. Revision (the commit), licence and
    configuration stand in the source note.

    Raises
    ------
    DataError
        TF-DATA-088 where it cannot be had: `datasets` missing, no network, no such name, revision,
        split or configuration. TF-DATA-089 for columns that are neither text nor number.
    """
    datasets = _datasets()
    with _in_words(request):
        origin = _origin(request)
        config = _config(datasets, request, origin)
        parts = datasets.load_dataset(origin.path, config, revision=origin.commit, streaming=True)
        wanted = request.splits or tuple(parts)
        missing = [name for name in wanted if name not in parts]
        if missing:
            raise _not_there(f"no split {missing[0]!r}.", request, nearest(missing[0], list(parts)))
        return _read({name: parts[name] for name in wanted}, request, origin, config)


def _datasets() -> Any:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", str(_TIMEOUT_S))
    try:
        datasets = import_module("datasets")  # it brings no types
    except ImportError:
        raise InputError(
            "hub data sets need the package datasets, which is not installed.",
            code="TF-DATA-088",
            remedy="pip install 'tenfold[hub]', or fetch the files yourself: tenfold data add FILE",
        ) from None
    if int(datasets.__version__.split(".")[0]) < _OLDEST:
        raise InputError(
            f"datasets {datasets.__version__} may run code that a data set brings; {_OLDEST}.0 does not.",
            code="TF-DATA-088",
            remedy="pip install --upgrade datasets",
        )
    return datasets


def _origin(request: HubRequest) -> _Origin:
    from huggingface_hub import DatasetCard, HfApi

    if request.folder is not None:
        card = request.folder / "README.md"
        data = DatasetCard.load(card).data if card.is_file() else None
        return _Origin(str(request.folder), None, _licence(data))
    name, revision = request.repository
    info = HfApi().dataset_info(name, revision=revision, timeout=_TIMEOUT_S)
    return _Origin(name, info.sha, _licence(info.card_data))


def _licence(card: Any) -> str | None:
    said = getattr(card, "license", None)
    return ", ".join(said) if isinstance(said, list) else said


def _config(datasets: Any, request: HubRequest, origin: _Origin) -> str | None:
    """The configuration, which must be named where there are several."""
    names: list[str] = datasets.get_dataset_config_names(origin.path, revision=origin.commit)
    if request.config is not None:
        if request.config not in names:
            help_ = nearest(request.config, names)
            raise _not_there(f"no configuration {request.config!r}.", request, help_)
        return request.config
    if len(names) > 1:
        raise _not_there(
            f"has {len(names)} configurations.",
            request,
            f"Name one: --config {' | '.join(names[:12])}",
        )
    return names[0] if names else None


def _not_there(message: str, request: HubRequest, remedy: str) -> DataError:
    return DataError(
        f"{message} Nothing was imported.", code="TF-DATA-088", where=request.use, remedy=remedy
    )


@contextmanager
def _in_words(request: HubRequest) -> Iterator[None]:
    """Whatever `datasets`, the hub's library or the network raise, as one sentence."""
    try:
        yield
    except TenfoldError:
        raise
    except Exception as error:  # theirs are of many trees: httpx, fsspec, pyarrow, yaml, their own
        said = (str(error).strip().splitlines() or [""])[0][:200]
        endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
        place = "the folder" if request.folder is not None else endpoint
        raise _not_there(
            f"cannot be had from {place} ({type(error).__name__}: {said}).",
            request,
            "Check name, --revision and network (HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE); or fetch the "
            "files yourself: tenfold data add FILE",
        ) from None


def _read(
    parts: dict[str, Any], request: HubRequest, origin: _Origin, config: str | None
) -> RawTable:
    table: ValueTable | None = None
    splits: list[str] = []
    columns: tuple[str, ...] = ()
    for split, part in parts.items():
        for batch in part.iter(batch_size=_BATCH_ROWS):
            if table is None:
                columns = tuple(batch)
                table = ValueTable(
                    columns, where=request.use, code="TF-DATA-089", remedy=_LEAVE_OUT
                )
                _refuse_types(part.features, request)
            table.extend(_named(batch[name], name, part.features) for name in columns)
            splits += [split] * len(batch[columns[0]])
    if table is None:
        raise DataError(
            "no rows.", code="TF-DATA-010", where=request.use, remedy="Choose another split."
        )
    return table.build(_note(request, origin, config), splits)


_LEAVE_OUT = "Take the columns of text and label out of it with datasets, and add that file."


def _refuse_types(features: Any, request: HubRequest) -> None:
    for name, feature in (features or {}).items():
        kind = type(feature).__name__
        if kind in _REFUSED or getattr(feature, "dtype", "") in ("binary", "large_binary"):
            raise DataError(
                f"column {name!r} holds {kind} values, which are neither text nor number. "
                "Nothing was imported.",
                code="TF-DATA-089",
                where=request.use,
                remedy=_LEAVE_OUT,
            )


def _named(values: Sequence[Any], name: str, features: Any) -> Sequence[Any]:
    """Class numbers as class names; -1 stands for no label there."""
    feature = (features or {}).get(name)
    names = getattr(feature, "names", None)
    if names is None or all(isinstance(value, str) for value in values):
        return values
    return [names[v] if isinstance(v, int) and v >= 0 else None for v in values]


def _note(request: HubRequest, origin: _Origin, config: str | None) -> SourceNote:
    from tenfold.store.digests import digest_json

    said = [
        f"revision {origin.commit}" if origin.commit else "a folder, without a revision",
        f"licence {origin.licence}" if origin.licence else "no licence is stated",
        f"configuration {config}" if config else "",
    ]
    how = "; ".join(filter(None, said))
    where = f"{_PREFIX}{request.name if request.folder else request.repository[0]}"
    asked = [where, origin.commit, config, list(request.splits)]
    return SourceNote(where, "hub data set", None, how, 0, digest_json(asked))

"""Pooling, length and case as a sentence-transformers folder declares them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import ModelError

__all__ = ["SentenceSettings", "read_json", "read_sentence_settings"]

_MODES = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len",
}
_MAX_JSON_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SentenceSettings:
    """How token states become one vector. `max_length` (tokens) is None if not declared."""

    pooling: str = "mean"
    normalise: bool = False
    max_length: int | None = None
    lower_case: bool = False


def read_sentence_settings(folder: Path) -> SentenceSettings:
    """What the folder's modules.json and the files it names say; defaults where there is none.

    Raises ModelError for a module or pooling that is not built: to leave one out in silence would
    give other vectors than the model's maker meant.
    """
    own = _read_optional(folder / "sentence_bert_config.json")
    length = own.get("max_seq_length")
    max_length = length if isinstance(length, int) and length > 2 else None
    lower_case = own.get("do_lower_case") is True
    if not (folder / "modules.json").is_file():
        return SentenceSettings(max_length=max_length, lower_case=lower_case)
    pooling, normalise = "mean", False
    for module in _modules(folder):
        kind = str(module.get("type", "")).rsplit(".", 1)[-1]
        if kind == "Pooling":
            pooling = _pooling(folder, str(module.get("path", "1_Pooling")))
        elif kind == "Normalize":
            normalise = True
        elif kind not in ("Transformer", "Dropout"):
            raise ModelError(
                f"the module {kind!r} is not built.", where=str(folder / "modules.json")
            )
    return SentenceSettings(pooling, normalise, max_length, lower_case)


def _modules(folder: Path) -> list[dict[str, Any]]:
    modules = read_json(folder / "modules.json")
    if not isinstance(modules, list) or not all(isinstance(m, dict) for m in modules):
        raise ModelError("must be a list of modules.", where=str(folder / "modules.json"))
    return modules


def _pooling(folder: Path, part: str) -> str:
    if Path(part).is_absolute() or ".." in Path(part).parts:
        raise ModelError(f"names a folder that it may not: {part!r}.", where=str(folder))
    where = folder / part / "config.json"
    settings = _read_optional(where)
    if isinstance(settings.get("pooling_mode"), str):
        modes = [settings["pooling_mode"]]
    else:
        flags = {k: v for k, v in settings.items() if k.startswith("pooling_mode_")}
        modes = [_MODES.get(name, name) for name, on in flags.items() if on is True]
    modes = modes or ["mean"]
    if len(modes) > 1 or modes[0] not in _MODES.values():
        raise ModelError(f"the pooling {' and '.join(modes)} is not built.", where=str(where))
    return str(modes[0])


def _read_optional(path: Path) -> dict[str, Any]:
    value = read_json(path) if path.is_file() else {}
    if not isinstance(value, dict):
        raise ModelError("must hold a JSON object.", where=str(path))
    return value


def read_json(path: Path) -> Any:
    """A small JSON file of a model folder. Raises ModelError where it cannot be read."""
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise ModelError("is too large for a settings file.", where=str(path))
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError, OSError):
        raise ModelError("cannot be read as JSON.", where=str(path)) from None

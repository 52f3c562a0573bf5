"""A pre-trained encoder on disk: found by name, checked, digested. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import ModelError, nearest
from tenfold.models.embedded import EMBEDDED_NAME, embedded_folder
from tenfold.models.families import family_of
from tenfold.models.hub import HUB_PREFIX, cached_folder, fetch_folder, parse_hub
from tenfold.models.sentence_settings import SentenceSettings, read_json, read_sentence_settings
from tenfold.models.weights import count_parameters, find_weights
from tenfold.store.digests import digest_file, digest_json

__all__ = ["EncoderFiles", "find_encoder", "read_encoder_folder"]

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spm.model",
    "sentencepiece.bpe.model",
)
_SETTINGS_FILES = ("config.json", "modules.json", "sentence_bert_config.json")
_NO_LIMIT = 1_000_000  # tokenizers write 1e30 for "no limit"


@dataclass(frozen=True, slots=True)
class EncoderFiles:
    """An encoder that was found and checked.

    `max_length` counts tokens with the special ones; a longer text is cut. `pooling` is "mean",
    "cls", "max" or "mean_sqrt_len"; `normalise` says that vectors get length one. `digest` is
    BLAKE3 over weights, config and tokenizer files: the model's identity, whatever its name.
    """

    folder: Path
    name: str
    model_type: str
    family: str
    width: int
    n_layers: int
    max_length: int
    pooling: str
    normalise: bool
    lower_case: bool
    n_parameters: int
    digest: str

    def to_json(self) -> dict[str, Any]:
        """What a report and `tenfold model list --json` tell; no path of this machine."""
        return {
            "name": self.name,
            "family": self.family,
            "width": self.width,
            "n_layers": self.n_layers,
            "max_length": self.max_length,
            "pooling": self.pooling,
            "normalise": self.normalise,
            "n_parameters": self.n_parameters,
            "digest": self.digest,
        }


def find_encoder(
    use: str, *, root: Path, revision: str | None = None, allow_fetch: bool = False
) -> EncoderFiles:
    """Find, check and digest the encoder that a declaration names.

    Parameters
    ----------
    use
        "all-MiniLM-L6-v2" (embedded), a folder (relative to `root`, or a name in `root`/models), or
        "hub:org/name@revision".
    root
        The workspace's folder.
    revision
        Of a hub model, where `use` does not name one.
    allow_fetch
        Only `tenfold model get` sets it. Otherwise a hub model is looked up in the local cache.

    Raises
    ------
    ModelError
        Nothing there, no model, pickled weights, a family that is not built, damaged files.
    """
    if use == EMBEDDED_NAME:
        folder = embedded_folder()
        return read_encoder_folder(folder, name=use)
    if use.startswith(HUB_PREFIX):
        reference = parse_hub(use, revision)
        folder = (fetch_folder if allow_fetch else cached_folder)(reference)
        return read_encoder_folder(folder, name=str(reference))
    return read_encoder_folder(_local_folder(use, root), name=use)


def _local_folder(use: str, root: Path) -> Path:
    for folder in (root / use, root / "models" / use):
        if folder.is_dir():
            return folder
    known = [EMBEDDED_NAME, *_folder_names(root / "models")]
    raise ModelError(
        f"there is no model {use!r}: neither a folder nor the embedded encoder.",
        where=f"model.use = {use!r}",
        remedy=f'{nearest(use, known)} A hub model is named "hub:org/name@revision".',
    )


def _folder_names(models: Path) -> list[str]:
    found = models.iterdir() if models.is_dir() else ()
    return sorted(f"models/{path.name}" for path in found if (path / "config.json").is_file())


def read_encoder_folder(folder: Path, *, name: str) -> EncoderFiles:
    """Check one model folder and tell what is in it; reads headers and digests, no weights."""
    _require_parts(folder)
    config = read_json(folder / "config.json")
    if not isinstance(config, dict):
        raise ModelError("must hold a JSON object.", where=str(folder / "config.json"))
    family = family_of(config, str(folder / "config.json"))
    settings = read_sentence_settings(folder)
    weights = find_weights(folder)
    return EncoderFiles(
        folder=folder,
        name=name,
        model_type=str(config["model_type"]),
        family=family.name,
        width=_size(config, family.width, folder),
        n_layers=_size(config, family.n_layers, folder),
        max_length=_max_length(config, settings, family.reserved_positions, folder),
        pooling=settings.pooling,
        normalise=settings.normalise,
        lower_case=settings.lower_case,
        n_parameters=count_parameters(weights),
        digest=_digest(folder, weights),
    )


def _require_parts(folder: Path) -> None:
    missing = [] if (folder / "config.json").is_file() else ["config.json"]
    if not any(
        (folder / name).is_file() for name in _TOKENIZER_FILES if name != "tokenizer_config.json"
    ):
        missing.append("tokenizer.json")
    if not any(folder.glob("*.safetensors")) and missing:
        missing.append("model.safetensors")
    if missing:
        raise ModelError(
            f"this folder is no model: it has no {', no '.join(missing)}.",
            where=str(folder),
            remedy="Point to a folder with config.json, tokenizer.json and model.safetensors.",
        )


def _size(config: dict[str, Any], key: str, folder: Path) -> int:
    value = config.get(key)
    if not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise ModelError(
            f"{key} must be a count. Got {value!r}.", where=str(folder / "config.json")
        )
    return value


def _max_length(
    config: dict[str, Any], settings: SentenceSettings, reserved: int, folder: Path
) -> int:
    """Tokens that fit: the position table, cut by what the folder's own files declare."""
    limits = [_size(config, "max_position_embeddings", folder) - reserved]
    if settings.max_length:
        limits.append(settings.max_length)
    elif (folder / "tokenizer_config.json").is_file():
        declared = read_json(folder / "tokenizer_config.json").get("model_max_length")
        if isinstance(declared, int | float) and 2 < declared < _NO_LIMIT:
            limits.append(int(declared))
    return min(limits)


def _digest(folder: Path, weights: tuple[Path, ...]) -> str:
    pooling = sorted(path.relative_to(folder) for path in folder.glob("*_Pooling/config.json"))
    names = [*_SETTINGS_FILES, *_TOKENIZER_FILES, *(path.as_posix() for path in pooling)]
    present = [folder / name for name in names if (folder / name).is_file()]
    return digest_json(
        {p.relative_to(folder).as_posix(): digest_file(p) for p in (*weights, *present)}
    )

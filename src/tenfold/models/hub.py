"""Models of the Hugging Face hub: named, looked up in the local cache, fetched only when asked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tenfold.errors import InputError, ModelError

__all__ = [
    "HUB_PREFIX",
    "HubReference",
    "cached_folder",
    "fetch_folder",
    "list_cached",
    "parse_hub",
]

HUB_PREFIX = "hub:"
TIMEOUT_S = 10
_NAME = re.compile(r"(?:[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*")
_REVISION = re.compile(r"[A-Za-z0-9][\w./-]*")
_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_WANTED = [
    "*.safetensors",
    "*.safetensors.index.json",
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "*_Pooling/config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spm.model",
    "sentencepiece.bpe.model",
]
_UNWANTED = ["onnx/*", "openvino/*", "*/*.safetensors"]


@dataclass(frozen=True, slots=True)
class HubReference:
    """A repository and a revision: a commit (7 digits or more), a tag or a branch."""

    repository: str
    revision: str

    def __str__(self) -> str:
        return f"{HUB_PREFIX}{self.repository}@{self.revision}"


def parse_hub(use: str, revision: str | None = None) -> HubReference:
    """Read "hub:org/name@revision"; without a revision it is the branch `main`.

    >>> str(parse_hub("hub:org/name@86b5e09"))
    'hub:org/name@86b5e09'
    """
    repository, _, named = use.removeprefix(HUB_PREFIX).partition("@")
    found = named or revision or "main"
    if not _NAME.fullmatch(repository) or not _REVISION.fullmatch(found) or ".." in use:
        raise ModelError(
            "is not the name of a hub model.",
            where=f"model.use = {use!r}",
            remedy='Write it as "hub:org/name@revision".',
        )
    return HubReference(repository, found)


def _cache() -> Path:
    """The hub's cache folder, by the same variables that huggingface_hub reads."""
    home = os.environ.get("HF_HOME") or Path(
        os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface"
    )
    return Path(os.environ.get("HF_HUB_CACHE") or Path(home, "hub")).expanduser()


def _repository_folder(repository: str) -> Path:
    return _cache() / ("models--" + repository.replace("/", "--"))


def cached_folder(reference: HubReference) -> Path:
    """The snapshot of a revision that is in the local cache. Never uses the network.

    Raises ModelError with the command that fetches it.
    """
    snapshot = _snapshot(reference)
    if snapshot is None:
        raise ModelError(
            "is not on this machine, and nothing is fetched without being asked.",
            where=str(reference),
            remedy=f"Fetch it with: tenfold model get {reference}",
        )
    return snapshot


def _snapshot(reference: HubReference) -> Path | None:
    folder = _repository_folder(reference.repository)
    named = folder / "refs" / reference.revision
    commit = named.read_text().strip() if named.is_file() else reference.revision
    if not _COMMIT.fullmatch(commit):
        return None
    found = sorted((folder / "snapshots").glob(f"{commit}*"))
    if len(found) > 1:
        raise ModelError(
            f"{len(found)} cached commits start like that.",
            where=str(reference),
            remedy=f"Give more digits: {', '.join(path.name for path in found)}.",
        )
    return found[0] if found else None


def list_cached() -> list[HubReference]:
    """Every snapshot in the local cache that has a config.json, by name and commit."""
    found = sorted(_cache().glob("models--*/snapshots/*/config.json"))
    return [
        HubReference(
            path.parents[2].name.removeprefix("models--").replace("--", "/"), path.parent.name
        )
        for path in found
    ]


def fetch_folder(reference: HubReference) -> Path:
    """Download safetensors, config and tokenizer files of one revision, unless they are cached.

    Honours HF_ENDPOINT (a mirror), HF_TOKEN and HF_HUB_OFFLINE. A revision by commit that is
    already here is not asked for again.
    """
    present = _snapshot(reference)
    if present is not None and _COMMIT.fullmatch(reference.revision) and _complete(present):
        return present
    os.environ.setdefault("HF_HUB_DOWNLOAD_TIMEOUT", str(TIMEOUT_S))
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    with _hub_errors(reference):
        _refuse_without_safetensors(reference)
        from huggingface_hub import snapshot_download

        return Path(
            snapshot_download(
                reference.repository,
                revision=reference.revision,
                allow_patterns=_WANTED,
                ignore_patterns=_UNWANTED,
                etag_timeout=TIMEOUT_S,
            )
        )


def _complete(snapshot: Path) -> bool:
    return (snapshot / "config.json").is_file() and any(snapshot.glob("*.safetensors"))


def _refuse_without_safetensors(reference: HubReference) -> None:
    from huggingface_hub import HfApi

    info = HfApi().model_info(reference.repository, revision=reference.revision, timeout=TIMEOUT_S)
    names = [sibling.rfilename for sibling in info.siblings or []]
    if not any(name.endswith(".safetensors") and "/" not in name for name in names):
        raise ModelError(
            "this revision has no safetensors weights; nothing was fetched.",
            where=str(reference),
            remedy="Choose a revision that has model.safetensors.",
        )


@contextmanager
def _hub_errors(reference: HubReference) -> Iterator[None]:
    """Turn what the hub's library raises into one sentence and the next step."""
    endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co")
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # the library's errors come from several trees (httpx, its own, OS)
        raise ModelError(
            _reason(type(error).__name__, error, endpoint),
            where=str(reference),
            remedy="Check the name and revision, your connection, or set HF_ENDPOINT to a mirror. "
            "Without a network, copy the model's folder into models/ of the workspace.",
        ) from error


def _reason(kind: str, error: Exception, endpoint: str) -> str:
    if "Gated" in kind:
        return f"{endpoint} asks you to accept the model's terms first (and to set HF_TOKEN)."
    if "RevisionNotFound" in kind:
        return f"{endpoint} has no such revision."
    if "RepositoryNotFound" in kind:
        return f"{endpoint} has no such model, or it is private."
    if "Offline" in kind:
        return "the hub is switched off on this machine (HF_HUB_OFFLINE is set)."
    reason = (str(error).strip().splitlines() or ["no reason given"])[0][:200]
    if any(word in kind for word in ("Connect", "Timeout", "Network", "LocalEntryNotFound")):
        return f"{endpoint} could not be reached ({kind}: {reason})."
    return f"{endpoint} gave an answer that cannot be used ({kind}: {reason})."

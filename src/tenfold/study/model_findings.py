"""What the encoder makes of the texts: how many it cuts, how much it has no word for, how many tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.findings import Finding
from tenfold.store.steps import Step, StepRecord
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    import numpy as np

    from tenfold.models.encoder import EncoderFiles
    from tenfold.store.workspace import Workspace
    from tenfold.study.material import Material

__all__ = ["model_findings", "text_tokens", "token_counts"]

_VERSION = "2"


def model_findings(
    workspace: Workspace, material: Material, encoder: EncoderFiles
) -> list[Finding]:
    """TF-DATA-021 and TF-DATA-022 for one encoder. Reads texts, no labels."""
    record = _vocabulary(workspace, material.record.outputs["texts"], encoder)
    content: list[dict[str, Any]] = workspace.artifacts.get_json(record.outputs["findings"])[
        "findings"
    ]
    return [Finding.from_json(stored) for stored in content]


def token_counts(workspace: Workspace, material: Material, encoder: EncoderFiles) -> np.ndarray:
    """Tokens of each example as the encoder reads it: with the special ones, cut to its length."""
    return text_tokens(workspace, material.record.outputs["texts"], encoder)


def text_tokens(workspace: Workspace, texts: str, encoder: EncoderFiles) -> np.ndarray:
    """The same for each text of an artifact with `texts`, named by its digest."""
    record = _vocabulary(workspace, texts, encoder)
    arrays, _ = workspace.artifacts.get_arrays(record.outputs["tokens"])
    return arrays["n_tokens"]


def _vocabulary(workspace: Workspace, texts: str, encoder: EncoderFiles) -> StepRecord:
    """The step that both stand on: a plan tokenises no text twice."""
    step = Step(
        "vocabulary",
        _VERSION,
        {},
        {"texts": texts, "model": encoder.digest},
        {"tokenizers": installed_version("tokenizers")},
    )
    return workspace.steps.reuse_or_compute(step, lambda: _outputs(workspace, texts, encoder))


def _outputs(workspace: Workspace, texts: str, encoder: EncoderFiles) -> dict[str, str]:
    import numpy as np

    from tenfold.desk.checks.truncated import truncated_finding
    from tenfold.desk.checks.vocabulary import vocabulary_finding
    from tenfold.models.tokens import TextTokenizer

    stored: list[str] = workspace.artifacts.get_json(texts)["texts"]
    tokenizer = TextTokenizer(encoder)
    whole = tokenizer.n_tokens(stored)
    found = [
        truncated_finding(whole, encoder.max_length, stored),
        vocabulary_finding(tokenizer.unknown_characters(stored)),
    ]
    cut = np.minimum(np.array(whole, dtype=np.int64), encoder.max_length)
    findings = {"findings": [finding.to_json() for finding in found]}
    return {
        "findings": workspace.artifacts.put_json(findings),
        "tokens": workspace.artifacts.put_arrays({"n_tokens": cut}),
    }

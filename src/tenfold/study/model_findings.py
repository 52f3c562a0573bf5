"""What the encoder makes of the texts: how many it cuts, and how much it has no word for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenfold.findings import Finding
from tenfold.store.steps import Step
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.store.workspace import Workspace
    from tenfold.study.material import Material

__all__ = ["model_findings"]

_VERSION = "1"


def model_findings(
    workspace: Workspace, material: Material, encoder: EncoderFiles
) -> list[Finding]:
    """TF-DATA-021 and TF-DATA-022 for one encoder, as a step. Reads texts, no labels."""
    texts = material.record.outputs["texts"]
    step = Step(
        "vocabulary",
        _VERSION,
        {},
        {"texts": texts, "model": encoder.digest},
        {"tokenizers": installed_version("tokenizers")},
    )

    def compute() -> dict[str, str]:
        from tenfold.desk.checks.truncated import truncated_finding
        from tenfold.desk.checks.vocabulary import vocabulary_finding
        from tenfold.models.tokens import TextTokenizer

        stored: list[str] = workspace.artifacts.get_json(texts)["texts"]
        tokenizer = TextTokenizer(encoder)
        found = [
            truncated_finding(tokenizer.n_tokens(stored), encoder.max_length, stored),
            vocabulary_finding(tokenizer.unknown_characters(stored)),
        ]
        return {
            "findings": workspace.artifacts.put_json(
                {"findings": [finding.to_json() for finding in found]}
            )
        }

    record = workspace.steps.reuse_or_compute(step, compute)
    content: list[dict[str, Any]] = workspace.artifacts.get_json(record.outputs["findings"])[
        "findings"
    ]
    return [Finding.from_json(stored) for stored in content]

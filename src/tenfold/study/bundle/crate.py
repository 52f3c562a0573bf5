"""The RO-Crate metadata of a bundle, and its page for people.

Written here and not with the library `rocrate`: that imports an HTTP client into a program that never
goes online, and puts the present time into what must be the same bytes for the same study. A test
reads our file with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tenfold.study.bundle.content import CRATE, DECLARATION, MANIFEST, PREDICTIONS

if TYPE_CHECKING:
    from tenfold.study.bundle.collect import Collected
    from tenfold.study.bundle.content import DataPart, InputsFile, ModelNote

__all__ = ["crate_of", "readme_of"]

_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_SAID = {
    DECLARATION: "The study's declaration, as it was written",
    "study/resolved.json": "The declaration with every default spelled out, and what was registered",
    "study/study.json": "The question, the metrics, and whether all that was planned is there",
    "study/declared.json": "The registrations: code, digest and time of each hypothesis",
    "study/answers.json": "The ten answers",
    "results/runs.json": "The scores of every run",
    "results/verdicts.json": "The verdict on each hypothesis, with gain and interval",
    "results/findings.json": "The findings of the audit",
    "results/test_looks.json": "Each planned scoring of the test split",
    "results/study.json": "All that `tenfold study show --json` prints",
    "environment.json": "Versions of the libraries, hardware, numerics profile",
    "data/reference.json": "The data by reference: version, columns, sources",
    "models.json": "The encoders by reference: name and digest of the weights",
    "inputs.json": "Recorded files, tables of synonyms and scripts that the methods read",
    MANIFEST: "BLAKE3 digest and size of every other file",
    "README.md": "What this is, for people",
}


def crate_of(
    collected: Collected,
    *,
    names: Iterable[str],
    parts: list[DataPart],
    models: list[ModelNote],
    time: str,
) -> dict[str, Any]:
    """The content of `ro-crate-metadata.json`. `time` is when the study was scored last."""
    files = [n for n in sorted({*names, MANIFEST, "README.md"}) if not n.startswith(PREDICTIONS)]
    study = collected.note
    folders = [PREDICTIONS] if collected.predictions else []
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"tenfold study {study.name}",
        "description": study.question,
        "datePublished": time,
        "license": "Not stated in the bundle; ask its author.",
        "hasPart": [{"@id": name} for name in (*files, *folders)],
        "mentions": [
            {"@id": "#run"},
            *({"@id": _data_id(part)} for part in parts),
            *({"@id": _model_id(model)} for model in models),
        ],
    }
    run = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"tenfold study run {study.name}",
        "endTime": time,
        "instrument": {"@id": "#tenfold"},
        "object": [{"@id": DECLARATION}, *({"@id": _data_id(part)} for part in parts)],
        "result": [{"@id": "results/runs.json"}, {"@id": "results/verdicts.json"}],
    }
    tool = {
        "@id": "#tenfold",
        "@type": "SoftwareApplication",
        "name": "tenfold",
        "version": collected.environment.versions["tenfold"],
    }
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": _PROFILE},
            },
            root,
            run,
            tool,
            *(_file_entity(name) for name in files),
            *({"@id": f, "@type": "Dataset", "name": "Predictions on test"} for f in folders),
            *(_data_entity(part) for part in parts),
            *(_model_entity(model) for model in models),
        ],
    }


def _file_entity(name: str) -> dict[str, Any]:
    kinds = {
        "json": "application/json",
        "toml": "application/toml",
        "md": "text/markdown",
        "parquet": "application/vnd.apache.parquet",
        "jsonl": "application/jsonl",
        "csv": "text/csv",
    }
    entity: dict[str, Any] = {"@id": name, "@type": "File", "name": _SAID.get(name, name)}
    ending = name.rpartition(".")[2]
    return {**entity, "encodingFormat": kinds[ending]} if ending in kinds else entity


def _data_id(part: DataPart) -> str:
    return f"#data-{part.role}"


def _data_entity(part: DataPart) -> dict[str, Any]:
    return {
        "@id": _data_id(part),
        "@type": "CreativeWork",
        "name": part.name,
        "identifier": f"blake3:{part.version}",
        "version": str(part.number),
    }


def _model_id(model: ModelNote) -> str:
    return f"#model-{model.digest[:16]}"


def _model_entity(model: ModelNote) -> dict[str, Any]:
    return {
        "@id": _model_id(model),
        "@type": "CreativeWork",
        "name": model.name,
        "identifier": f"blake3:{model.digest}",
    }


def readme_of(
    collected: Collected,
    *,
    parts: list[DataPart],
    models: list[ModelNote],
    inputs: InputsFile,
    unfinished: str,
) -> str:
    """`README.md` of a bundle: what came out, what is inside, how to rerun it."""
    from tenfold.language import translator
    from tenfold.study.words.sentences import verdict_sentence

    _ = translator("en")
    verdicts = [f"- {verdict_sentence(h.verdict, _)}" for h in collected.view.hypotheses]
    lines = [
        f"# {collected.note.name}",
        collected.note.question,
        *([f"**{unfinished}**"] if unfinished else []),
        "\n".join(verdicts) or "No hypothesis was declared; the scores are descriptive.",
        "Rerun it and compare (needs Python and `pip install tenfold`):",
        "    tenfold reproduce THIS.zip",
        "\n".join(f"- {_data_line(part)}" for part in parts),
    ]
    if models:
        lines.append("\n".join(f"- encoder {m.name}, weights {m.digest[:16]}" for m in models))
    if inputs.commands:
        named = ", ".join(command.method for command in inputs.commands)
        lines.append(
            f"Methods that run a program of the author's: {named}. Look at `inputs/` first."
        )
    lines.append("What each file is stands in `ro-crate-metadata.json` (RO-Crate 1.1).")
    return "\n\n".join(lines) + "\n"


def _data_line(part: DataPart) -> str:
    where = "inside" if part.file else "comes with tenfold" if part.is_builtin else "not inside"
    made = "".join(
        f"; made from {note.made_from}, version {note.parent[:16]}, by "
        f"{', '.join(str(done.get('do')) for done in note.operations)}"
        for note in part.lineage
    )
    return f"{part.role}: {part.name}, version {part.version[:16]} ({where}){made}"

"""Studies: which there are, each with its verdicts, and starting and stopping one."""

from __future__ import annotations

from tenfold.lab.study_json import study_json
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.launch import ask_to_stop
from tenfold.study.listing import list_studies
from tenfold.web.api.asked import Answered, answered, for_scripts
from tenfold.web.asking import Language, Opened
from tenfold.web.live import progress_of
from tenfold.web.named import known_study
from tenfold.web.starting import start_study

__all__ = ["router"]

router = for_scripts("/api/studies")


@router.get("")
def studies(workspace: Opened) -> Answered:
    """As `tenfold study list --json`."""
    return answered(studies=[study.to_json() for study in list_studies(workspace)])


@router.get("/{name}")
def study(workspace: Opened, language: Language, name: str) -> Answered:
    """As `tenfold study show --json`."""
    found = load_study(known_study(workspace, name), workspace=workspace)
    return study_json(found, found.view(language=language))


@router.get("/{name}/progress")
def progress(workspace: Opened, name: str) -> Answered:
    """How far it is: runs done of all, by method; no score is among it."""
    return _progress(workspace, known_study(workspace, name))


@router.post("/{name}/run", status_code=202)
def run(workspace: Opened, name: str) -> Answered:
    """Start it, or go on with it; it goes on when the server ends. Ask for `progress`."""
    start_study(workspace, known_study(workspace, name))
    return _progress(workspace, name)


@router.post("/{name}/stop", status_code=202)
def stop(workspace: Opened, name: str) -> Answered:
    """Ask it to stop after its present steps. What is done stays."""
    ask_to_stop(workspace, known_study(workspace, name))
    return _progress(workspace, name)


def _progress(workspace: Workspace, name: str) -> Answered:
    return answered(study=name, **progress_of(workspace, name).to_json())

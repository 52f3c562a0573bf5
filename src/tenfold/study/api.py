"""The same in Python: open a workspace, load a study, check, try, run and look at it.

>>> import tenfold as tf
>>> study = tf.load_study("studies/demo.toml")      # doctest: +SKIP
>>> study.run()                                     # doctest: +SKIP
>>> study.view().hypotheses[0].verdict.verdict      # doctest: +SKIP
'supported'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.store.workspace import Workspace
from tenfold.study.plan import Plan, make_plan
from tenfold.study.reading import declaration_path, read_declaration

if TYPE_CHECKING:
    from tenfold.store.steps import StepRecord
    from tenfold.study.bundle.making import WrittenBundle
    from tenfold.study.checking import Estimate
    from tenfold.study.predict import Prediction
    from tenfold.study.registration import Declared
    from tenfold.study.run import Outcome
    from tenfold.study.trying import Trial
    from tenfold.study.view import StudyView

__all__ = ["Study", "load_study", "open_workspace"]

Say = Callable[[str, Mapping[str, Any]], None]


def open_workspace(folder: str | Path | None = None) -> Workspace:
    """The workspace at `folder` or the nearest one above. Raises WorkspaceError if there is none."""
    return Workspace.find(Path(folder) if folder is not None else None)


def load_study(path: str | Path, *, workspace: Workspace | None = None) -> Study:
    """Load a study by its file, or by its name in a workspace.

    Raises DeclarationError with everything that is wrong with the declaration.
    """
    given = Path(path)
    if workspace is None:
        workspace = Workspace.find(given.resolve().parent if given.suffix == ".toml" else None)
    return Study(workspace, declaration_path(workspace.studies, str(path)))


class Study:
    """A declared study. The declaration is read anew when its file changes."""

    def __init__(self, workspace: Workspace, path: Path) -> None:
        self.workspace = workspace
        self.path = path
        self._plan: Plan | None = None
        self._read = 0.0
        _ = self.plan

    @property
    def name(self) -> str:
        """The name of the study: its file's name."""
        return self.path.stem

    @property
    def plan(self) -> Plan:
        """Every run and step with its key."""
        changed = self.path.stat().st_mtime
        if self._plan is None or changed != self._read:
            self._plan = make_plan(self.workspace, read_declaration(self.path))
            self._read = changed
        return self._plan

    def check(self) -> Estimate:
        """What it will take, and what it could see."""
        from tenfold.study.checking import check_study
        from tenfold.study.processes import choose_processes

        processes = choose_processes(self.workspace, self.plan)
        return check_study(self.workspace, self.plan, processes=processes)

    def try_(
        self, *, debug: bool = False, check_training: bool = False, say: Say | None = None
    ) -> Trial:
        """One seed, scored on validation only; `check_training` looks at losses and gradients besides."""
        from tenfold.study.trying import try_study
        from tenfold.study.worker import n_processes

        return try_study(
            self.workspace,
            self.plan,
            say=say or _silent,
            n_processes=n_processes(self.workspace, self.plan),
            debug=debug,
            check_training=check_training,
        )

    def declare(self) -> Declared:
        """Register the hypotheses as they are declared now."""
        from tenfold.study.registration import declare
        from tenfold.study.run import refuse_blocked

        refuse_blocked(self.plan)
        return declare(self.workspace, self.plan)

    def run(self, *, say: Say | None = None, on: str | None = None) -> Outcome:
        """Carry the study out from this process. What is done already is reused.

        `on` is "local", "ray" or the address of a Ray cluster; default: `[run] on` of the workspace.
        """
        from tenfold.study.worker import carry_out_as_worker

        return carry_out_as_worker(self.workspace, self.plan, say=say, on=on)

    def predict(self, texts: Sequence[str], *, method: str | None = None) -> list[Prediction]:
        """Apply the judged runs' model to texts. Nothing is trained."""
        from tenfold.study.predict import StudyPredictor

        return list(StudyPredictor(self.workspace, self.plan, method=method).predict(texts))

    def view(
        self, *, language: str = "en", done: Mapping[str, StepRecord] | None = None
    ) -> StudyView:
        """Everything that `study show` tells. `done` saves a second look at what is stored."""
        from tenfold.study.show import build_view

        return build_view(
            self.workspace, self.plan.declaration, language=language, plan=self.plan, done=done
        )

    def bundle(self, path: str | Path | None = None, *, with_data: bool = False) -> WrittenBundle:
        """Write the study's bundle, with which anybody can run it again (`tenfold.reproduce`)."""
        from tenfold.study.bundle.making import write_bundle

        out = Path(path) if path is not None else None
        return write_bundle(self.workspace, self.plan, out=out, with_data=with_data)

    def __repr__(self) -> str:
        return f"Study({self.name!r}, {len(self.plan.runs)} runs)"

    def _repr_html_(self) -> str:
        """What a notebook shows: the verdicts and the table."""
        from tenfold.study.snippet import study_snippet

        return study_snippet(self.view())


def _silent(kind: str, content: Mapping[str, Any]) -> None:
    """Say nothing."""

"""`tenfold reproduce`: run a bundle's study again, and say which numbers came out again.

A bundle from somebody else is hostile input until it was checked; nothing of it is run that is not
tenfold's own, unless its commands are allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, StoppedError
from tenfold.store.artifacts import SCHEMA_VERSION
from tenfold.study.bundle.collect import collect
from tenfold.study.bundle.reading import open_bundle
from tenfold.study.plan import make_plan
from tenfold.study.reading import read_declaration
from tenfold.study.reproduce.around import Around, Rule, differences_around, rule_of
from tenfold.study.reproduce.compare import (
    PROBABILITY_TOLERANCE,
    SCORE_TOLERANCE,
    Numbers,
    Outcome,
    compare_numbers,
    plain,
)
from tenfold.study.reproduce.data import RowDifference, find_data
from tenfold.study.reproduce.rebuild import find_models, rebuild, rebuilt_in
from tenfold.study.reproduce.words import (
    commands_message,
    first_sentence,
    note_lines,
    rule_words,
)
from tenfold.study.run import refuse_blocked
from tenfold.study.worker import carry_out_as_worker

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace
    from tenfold.study.bundle.reading import Bundle
    from tenfold.study.plan import Plan
    from tenfold.study.reproduce.data import FoundPart

__all__ = ["Reproduction", "compare_study", "reproduce"]

Say = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Reproduction:
    """What came of running a bundle's study again.

    `outcome` is the worst of all comparisons; `around` lists what differs around the numbers, and
    `rule` is what follows from it: whether there is a tolerance, or only equal bits count.
    `registered` is the bundle's word on when its claims were registered, which nobody can check but
    who was sent the code then.
    """

    study: str
    bundle: str
    folder: Path
    numbers: Numbers
    around: list[Around]
    data: list[RowDifference]
    rule: Rule
    code: str | None
    is_same_code: bool
    registered: str | None
    is_unfinished: bool
    changes: list[str]
    n_computed: int
    commands_run: list[str]

    @property
    def outcome(self) -> Outcome:
        """identical, within tolerance, or different."""
        return self.numbers.outcome

    @property
    def is_reproduced(self) -> bool:
        """Whether every number came out again, bit for bit or within the tolerances."""
        return self.outcome != "different"

    def __str__(self) -> str:
        return first_sentence(self.numbers)

    def rule_in_words(self) -> str:
        """What counts as come out again here, and why."""
        return rule_words(self.rule)

    def notes(self) -> list[str]:
        """What a careful reader wants to know besides: registration and mode, what was not compared."""
        return note_lines(
            code=self.code,
            is_same_code=self.is_same_code,
            registered=self.registered,
            modes={claim.id: claim.mode_there for claim in self.numbers.claims},
            n_not_compared=self.numbers.n_not_compared,
            changes=self.changes,
            commands=self.commands_run,
            is_new=self.n_computed > 0,
        )

    def to_json(self) -> dict[str, Any]:
        """As `reproduce --json` prints it."""
        numbers = self.numbers
        return {
            "schema_version": SCHEMA_VERSION,
            "study": self.study,
            "bundle": self.bundle,
            "folder": str(self.folder),
            "outcome": self.outcome,
            "in_words": str(self),
            "rule": self.rule,
            "tolerances": {"probability": PROBABILITY_TOLERANCE, "score": SCORE_TOLERANCE},
            "scores": [plain(score) for score in numbers.scores],
            "predictions": [plain(each) for each in numbers.predictions],
            "hypotheses": [plain(claim) for claim in numbers.claims],
            "n_runs_not_compared": numbers.n_not_compared,
            "around": [asdict(each) for each in self.around],
            "data": [difference.to_json() for difference in self.data],
            "code": self.code,
            "same_code": self.is_same_code,
            "registered": self.registered,
            "unfinished": self.is_unfinished,
            "changes": self.changes,
            "n_computed": self.n_computed,
            "notes": self.notes(),
            "commands_run": self.commands_run,
        }


def reproduce(
    path: str | Path,
    *,
    into: str | Path | None = None,
    data: Sequence[str | Path] = (),
    models: Sequence[str | Path] = (),
    allow_commands: bool = False,
    other_data: bool = False,
    say: Say | None = None,
) -> Reproduction:
    """Check a bundle, rebuild its study in a new workspace, run it, and compare every number.

    Parameters
    ----------
    path
        The bundle, a zip that `tenfold study bundle` wrote.
    into
        The new workspace's folder; default: beside the bundle. It must not exist, unless a reproduction
        of the same bundle was broken off there: then it goes on.
    data
        Files or workspaces that have the data, where the bundle has them by reference.
    models
        Folders of encoders that the study knew as folders.
    allow_commands
        Run the programs of the bundle's author that its `command` methods name.
    other_data
        Run although the rows are not those of the bundle.
    say
        Receives the run's events.

    Raises
    ------
    InputError
        The bundle is damaged or hostile (TF-BUNDLE-BROKEN), runs commands (TF-BUNDLE-COMMANDS), or its
        data or encoder are not at hand or others. Nothing is left behind then.
    StoppedError
        The study's own budget, or the user, stopped it. The same call goes on.
    """
    path = Path(path)
    with open_bundle(path) as bundle:
        if bundle.inputs.commands or _runs_commands(bundle):
            _refuse_commands(bundle, allow_commands)
        found = find_data(bundle, [Path(d) for d in data], allow_other=other_data)
        places = find_models(bundle, [Path(m) for m in models])
        folder = Path(into) if into is not None else path.absolute().with_suffix("")
        folder = folder if into is not None else folder.with_name(f"{folder.name}-reproduced")
        with rebuilt_in(folder, bundle):
            workspace, changes = rebuild(folder, bundle, found, places)
            plan = make_plan(workspace, read_declaration(workspace.studies / f"{bundle.name}.toml"))
            refuse_blocked(plan)
        outcome = carry_out_as_worker(workspace, plan, say=say)
        if outcome.stopped is not None:
            raise StoppedError(
                f"stopped: {outcome.stopped}. Everything done so far is saved.",
                where=str(folder),
                remedy="Go on with the same command.",
            )
        return compare_study(
            bundle, workspace, plan, found, changes=changes, n_computed=outcome.n_computed
        )


def _runs_commands(bundle: Bundle) -> bool:
    return any(entry.kind == "command" for entry in bundle.declaration.methods.values())


def _refuse_commands(bundle: Bundle, allow: bool) -> None:
    """Show what would be run; the declaration decides what that is, and not what `inputs.json` says."""
    if not allow:
        raise InputError(
            commands_message(bundle),
            code="TF-BUNDLE-COMMANDS",
            where=bundle.path.name,
            remedy="Nothing was run or written. If you trust them, add --allow-commands: they can do on "
            "this machine whatever you can.",
        )


def compare_study(
    bundle: Bundle,
    workspace: Workspace,
    plan: Plan,
    found: Sequence[FoundPart],
    *,
    changes: Sequence[str] = (),
    n_computed: int = 0,
) -> Reproduction:
    """Compare what a study has found with a bundle. `found` are the data that it used."""
    ours = collect(workspace, plan)
    around = differences_around(bundle, ours, found)
    rule = rule_of(around)
    return Reproduction(
        study=bundle.name,
        bundle=bundle.digest,
        folder=workspace.root,
        numbers=compare_numbers(workspace, bundle, ours, has_tolerance=rule == "tolerance"),
        around=around,
        data=[part.difference for part in found if part.difference is not None],
        rule=rule,
        code=bundle.study.code,
        is_same_code=bundle.study.code == ours.note.code,
        registered=min((c.registered for c in bundle.claims if c.registered), default=None),
        is_unfinished=not bundle.study.is_complete,
        changes=list(changes),
        n_computed=n_computed,
        commands_run=[n for n, e in plan.declaration.methods.items() if e.kind == "command"],
    )

"""A run that dies or has no memory fails alone, after three tries at most; the others finish.

A loss that is not a number is `tests/study/test_broken_off_runs.py`: the run broke off, is scored by its last
valid predictions, and says so.
"""

from __future__ import annotations

import os
import signal

import pytest

from small import write_study
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.executors.local import LocalExecutor
from tenfold.study.run import carry_out
from tenfold.study.schedule import MOST_TRIES

SCRIPT = """
import csv, os, resource, signal, sys
test, out, seed = sys.argv[1:]
with open("tries.txt", "a") as file:
    file.write(seed)
if seed == "1":
    {trouble}
rows = list(csv.DictReader(open(test)))
with open(out, "w") as file:
    file.write("id,heart,lung,skin\\n" + "".join(f"{{r['id']}},0.5,0.3,0.2\\n" for r in rows))
"""
TROUBLES = {
    "memory": (
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28)); bytearray(1 << 30)",
        "MemoryError",
    ),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
}


def with_script(workspace: Workspace, trouble: str) -> Study:
    path = write_study(workspace, seeds="3")
    (workspace.root / "script.py").write_text(SCRIPT.format(trouble=trouble))
    kind = 'kind = "command"\nrun = "python script.py {test} {out} {seed}"'
    path.write_text(path.read_text().replace('kind = "tfidf"\nC = 1.0', kind))
    return load_study("small", workspace=workspace)


@pytest.mark.skipif(os.name == "nt", reason="limits and signals are POSIX")
@pytest.mark.parametrize("kind", TROUBLES)
def test_a_script_without_memory_or_killed_fails_that_run_alone(
    workspace: Workspace, kind: str
) -> None:
    trouble, words = TROUBLES[kind]
    study = with_script(workspace, trouble)
    said = []
    outcome = carry_out(
        workspace,
        study.plan,
        InlineExecutor(),
        say=lambda kind, content: said.append((kind, content)),
    )
    assert outcome.stopped is None
    failed = [content for kind, content in said if kind == "run failed"]
    assert [content["seed"] for content in failed] == [1]
    assert words in failed[0]["message"]
    assert sum(kind == "run" for kind, _ in said) == 5
    tries = (workspace.root / "tries.txt").read_text()
    assert tries.count("1") <= MOST_TRIES
    methods = {m["name"]: m for m in study.view().to_json()["methods"]}
    assert (methods["words"]["n_runs"], methods["words"]["n_failed"]) == (3, 1)


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_run_whose_own_process_dies_each_time_is_given_up_after_three(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the system does where memory is short: it kills the process, which can say nothing."""
    study = load_study(str(write_study(workspace, seeds="2")), workspace=workspace)
    plain = LocalExecutor._carry_out

    def carry_out_or_die(self, function, task):  # type: ignore[no-untyped-def]
        deadly = getattr(task, "kind", "") == "tfidf" and task.seed == 1
        if deadly:
            return plain(self, signal.raise_signal, signal.SIGKILL)
        return plain(self, function, task)

    monkeypatch.setattr(LocalExecutor, "_carry_out", carry_out_or_die)
    said = []
    with LocalExecutor(1) as executor:
        carry_out(
            workspace, study.plan, executor, say=lambda kind, content: said.append((kind, content))
        )
    tried = [content["attempt"] for kind, content in said if kind in ("retried", "run failed")]
    assert tried == [1, 2, 3]
    failed = next(content for kind, content in said if kind == "run failed")
    assert (failed["method"], failed["seed"]) == ("words", 1)
    assert "killed from outside, or out of memory" in failed["message"]
    assert sum(kind == "run" for kind, _ in said) == 3

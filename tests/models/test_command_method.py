"""`command`: real scripts in real processes; what fails, hangs or writes nonsense is refused."""

from __future__ import annotations

import csv
import os
import shutil
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from tenfold.errors import DeclarationError, InputError
from tenfold.models.methods.command import (
    CommandExamples,
    CommandOutcome,
    CommandParameters,
    predict_by_command,
    run_command,
)
from tenfold.models.methods.registry import read_parameters

EXAMPLES = Path(__file__).parents[2] / "examples"
CLASSES = ("card", "fever")
TRAIN = CommandExamples(
    ["1", "2", "3", "4"],
    ["my card was lost", 'a "fever",\nand a rash', "card stolen", "fever since Monday"],
    ["card", "fever", "card", "fever"],
)
TEST = CommandExamples(["007", "ü,8"], ["lost card", 'high "fever"\nand chills'])
PYTHON = sys.executable


def run(
    tmp_path: Path, line: str, *, script: str | None = None, **fields: object
) -> CommandOutcome:
    if script is not None:
        (tmp_path / "own.py").write_text(script)
    return run_command(
        CommandParameters.model_validate({"run": line, **fields}),
        train=TRAIN,
        validation=None,
        test=TEST,
        classes=CLASSES,
        seed=3,
        root=tmp_path,
        folder=tmp_path / "a run",
    )


def refused(tmp_path: Path, script: str, **fields: object) -> str:
    with pytest.raises(InputError) as caught:
        run(tmp_path, f"{PYTHON} own.py {{test}} {{out}}", script=script, **fields)
    return str(caught.value)


def test_the_example_in_python_trains_and_predicts_again(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "mine.py", tmp_path)
    line = f"{PYTHON} mine.py --test {{test}} --out {{out}} --dir {{dir}}"
    fields = {"predict": line}
    trained = run(tmp_path, line + " --train {train} --seed {seed}", **fields)
    assert trained.probabilities.argmax(axis=1).tolist() == [0, 1]
    again = predict_by_command(
        CommandParameters(run=line, predict=line),
        test=TEST,
        classes=CLASSES,
        seed=3,
        root=tmp_path,
        folder=tmp_path / "a run",
    )
    np.testing.assert_array_equal(again.probabilities, trained.probabilities)


@pytest.mark.skipif(shutil.which("sh") is None, reason="this machine has no POSIX shell")
def test_the_example_in_shell_reads_quotes_and_line_breaks(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "mine.sh", tmp_path)
    found = run(tmp_path, "sh mine.sh {train} {test} {out}").probabilities
    np.testing.assert_allclose(found, [[10 / 11, 1 / 11], [1 / 11, 10 / 11]], atol=1e-5)


def test_the_script_sees_the_files_as_declared(tmp_path: Path) -> None:
    script = """
import csv, os, sys
test, out, train, validation, seed, folder = sys.argv[1:]
read = lambda path: list(csv.reader(open(path, encoding="utf-8", newline="")))
assert read(test) == [["id", "text"], ["007", "lost card"], ["ü,8", 'high "fever"\\nand chills']]
assert read(train)[2] == ["2", 'a "fever",\\nand a rash', "fever"], read(train)
assert read(validation) == [["id", "text", "label"]]
assert seed == "3" and os.getcwd() == os.path.realpath(os.path.dirname(folder))
with open(out, "w", encoding="utf-8") as file:
    file.write('fever,id,card\\n0.2,"ü,8",0.8\\n0.999,007,0.0\\n')
print("done")
"""
    line = f"{PYTHON} own.py {{test}} {{out}} {{train}} {{validation}} {{seed}} {{dir}}"
    outcome = run(tmp_path, line, script=script)
    np.testing.assert_allclose(outcome.probabilities, [[0.0, 1.0], [0.8, 0.2]])
    assert outcome.printed.splitlines()[-1] == "done"


def test_no_shell_sees_the_command(tmp_path: Path) -> None:
    script = "import sys; print(sys.argv[3:]); sys.exit(4)"
    with pytest.raises(InputError) as caught:
        run(
            tmp_path,
            f"{PYTHON} own.py {{test}} {{out}} $(touch x) ';' 'a b' {{{{}}}}",
            script=script,
        )
    assert "['$(touch', 'x)', ';', 'a b', '{}']" in str(caught.value)


def test_a_script_that_fails_shows_its_last_lines(tmp_path: Path) -> None:
    message = refused(tmp_path, "for i in range(50): print('line', i)\nraise ValueError('no luck')")
    assert "failed with exit status 1" in message
    assert "ValueError: no luck" in message
    assert "line 49" in message
    assert "line 10\n" not in message


def test_a_script_that_hangs_is_ended_with_all_its_children(tmp_path: Path) -> None:
    script = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open("child", "w").write(str(child.pid))
time.sleep(60)
"""
    started = time.monotonic()
    message = refused(tmp_path, script, timeout_minutes=1.0 / 60)
    assert "took longer than" in message
    assert time.monotonic() - started < 20
    child = int((tmp_path / "child").read_text())
    # An orphan may stay as a zombie until its new parent looks; it runs no more.
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == "zombie"


def write(rows: str) -> str:
    return f"import sys; open(sys.argv[2], 'w', encoding='utf-8').write({rows!r})"


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        ("id,card,fever\n007,1,0\n", ["1 of 2 test ids are missing: 'ü,8'"]),
        ("id,card,fever\n007,1,0\n007,0,1\n", ["1 ids stand there more than once: '007'"]),
        ('id,card,fever\n007,1,0\n"ü,8",0,1\nx,0,1\n', ["1 ids are not in {test}: 'x'"]),
        ('id,card,fever\n007,nan,0\n"ü,8",,1\n', ["2 rows hold NaN"]),
        ('id,card,fever\n007,0.9,0.9\n"ü,8",0,1\n', ["do not sum to one: '007' sums to 1.8"]),
        ('id,card,fever\n007,-1,2\n"ü,8",0,1\n', ["1 rows are below 0: '007'"]),
        ("id,card,fevre\n007,1,0\n", ["no column 'fever' (Did you mean 'fevre'?)", "'fevre'"]),
        ("id,card,fever\n007,1\n", ["another number of cells"]),
        ("id,card,fever\n007,3,x\ny,1,1\n", ["missing", "not in", "NaN", "sum to one"]),
        ("", ["no column 'id'"]),
    ],
)
def test_nonsense_is_refused_in_one_message(rows: str, messages: list[str], tmp_path: Path) -> None:
    found = refused(tmp_path, write(rows))
    assert all(message in found for message in messages), found


def test_a_script_that_writes_nothing_or_no_text(tmp_path: Path) -> None:
    assert "wrote no file" in refused(tmp_path, "")
    script = "import sys; open(sys.argv[2], 'wb').write(bytes([0xff, 0xfe]))"
    assert "cannot be read as UTF-8" in refused(tmp_path, script)


def test_an_old_output_is_never_taken_for_a_new_one(tmp_path: Path) -> None:
    run(
        tmp_path,
        f"{PYTHON} own.py {{test}} {{out}}",
        script=write('id,card,fever\n007,1,0\n"ü,8",0,1\n'),
    )
    assert "wrote no file" in refused(tmp_path, "")


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be started"):
        run(tmp_path, "no-such-program {test} {out}")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("python own.py {out}", "must use {test}"),
        ("python own.py {test} {out} {model}", "no such place: {model}"),
        ("python 'own.py {test} {out}", "cannot be read"),
        ("python own.py {test} {out} {", "cannot be read"),
        ("python own.py {test.x} {out} {test}", "cannot be read"),
    ],
)
def test_a_command_that_cannot_be_read_is_refused_before_it_runs(line: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_parameters("command", {"run": line}, where="methods.mine")
    assert message in str(caught.value)


def test_without_a_predict_command_new_texts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no command for new texts"):
        predict_by_command(
            CommandParameters(run="x {test} {out}"),
            test=TEST,
            classes=CLASSES,
            seed=0,
            root=tmp_path,
            folder=tmp_path,
        )


def test_a_class_may_have_any_name(tmp_path: Path) -> None:
    classes = ['say "hi"', "a,b"]
    script = (
        "import csv, sys\nw = csv.writer(open(sys.argv[2], 'w', newline='', encoding='utf-8'))\n"
    )
    script += (
        f"w.writerow(['id', *{classes!r}])\nw.writerow(['007', 1, 0])\nw.writerow(['ü,8', 0, 1])\n"
    )
    (tmp_path / "own.py").write_text(script)
    outcome = run_command(
        CommandParameters(run=f"{PYTHON} own.py {{test}} {{out}}"),
        train=TRAIN,
        validation=TRAIN,
        test=TEST,
        classes=classes,
        seed=0,
        root=tmp_path,
        folder=tmp_path / "run",
    )
    assert outcome.probabilities.tolist() == [[1, 0], [0, 1]]
    with (tmp_path / "run" / "validation.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + len(TRAIN.ids)
    assert os.path.exists(tmp_path / "run" / "output.txt")


def test_a_script_that_an_interrupted_run_left_is_ended_before_the_next_try(tmp_path: Path) -> None:
    import subprocess
    import sys

    import psutil

    from tenfold.models.methods.script_process import call

    left = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True
    )
    started = psutil.Process(left.pid).create_time()
    (tmp_path / "running.txt").write_text(f"{left.pid} {started}")
    status = call([sys.executable, "-c", "pass"], tmp_path, tmp_path / "output.txt", timeout_s=60)
    assert status == 0
    assert left.wait(timeout=10) == -9
    assert not (tmp_path / "running.txt").exists()

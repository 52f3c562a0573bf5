"""What `cost_of_command` counts."""

from __future__ import annotations

import subprocess
import sys

import pytest
from benchmarks.timing import cost_of_command

BUSY = "import time\nwhile time.process_time() < {seconds}: pass"


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux alone")
def test_a_detached_process_is_waited_for_and_counted() -> None:
    """As the worker of a study: a session of its own, and nobody waits for it."""
    code = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {BUSY.format(seconds=0.5)!r}],"
        " start_new_session=True)"
    )
    assert cost_of_command([sys.executable, "-c", code]).cpu >= 0.5


def test_a_command_that_fails_ends_the_benchmark_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match="a clear reason"):
        cost_of_command([sys.executable, "-c", "raise SystemExit('a clear reason')"])


@pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux alone")
def test_what_ran_before_is_not_waited_for() -> None:
    """It would wait for ever: the other process ends when this one lets it."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        cost_of_command([sys.executable, "-c", "pass"])
        assert other.poll() is None

"""Asks the process that forks. As a program it is `tenfold`, for shells and what they start.

It imports next to nothing, for each command begins with it.
"""

import array
import json
import os
import socket
import sys

SOCKET = "TENFOLD_FORKED"
_COMMAND = "tenfold.cli.main"


def run(words: list[str], folder: str, environment: dict[str, str], streams: list[int]) -> int:
    """Have a command carried out; its exit status, negative for the signal that ended it."""
    said = {"is_own": False, "module": _COMMAND, "words": words, "folder": folder}
    said |= {"environment": environment, "new_session": False}
    return int(_answer(environment[SOCKET], said, streams, n_lines=2)[1])


def begin(
    address: str,
    *,
    module: str,
    words: list[str],
    folder: str,
    environment: dict[str, str],
    streams: list[int],
    new_session: bool,
) -> int:
    """Have `python -m MODULE WORDS` begun as a child of this process; its number."""
    said = {"is_own": True, "module": module, "words": words, "folder": folder}
    said |= {"environment": environment, "new_session": new_session}
    return int(_answer(address, said, streams, n_lines=1)[0])


def _answer(address: str, said: dict[str, object], streams: list[int], n_lines: int) -> list[bytes]:
    line = socket.socket(socket.AF_UNIX)
    with line:
        line.connect(address)
        passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", streams))]
        content = json.dumps(said).encode() + b"\n"
        sent = line.sendmsg([content], passed)
        line.sendall(content[sent:])
        answer = b""
        while answer.count(b"\n") < n_lines:
            part = line.recv(100)
            if not part:
                raise SystemExit("the process that forks is gone")
            answer += part
    return answer.split()


if __name__ == "__main__":
    status = run(sys.argv[1:], os.getcwd(), dict(os.environ), [0, 1, 2])
    sys.exit(status if status >= 0 else 128 - status)

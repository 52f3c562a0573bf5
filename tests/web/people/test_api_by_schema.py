"""What OpenAPI says of `/api` against the server itself, for each role: made-up requests, right and wrong ones.

`TENFOLD_API_EXAMPLES=100` makes as many for each route, as each role, of each sort.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from lived_in import a_lived_in_lab, write_papers
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import Client
from signed_in import PEOPLE, As, open_accounts

from tenfold.store.accounts import ROLES
from tenfold.store.workspace import Workspace

EXAMPLES = int(os.environ.get("TENFOLD_API_EXAMPLES", "0"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
THERE = {
    "key": "hu2021lora",
    "name": "texts",
    "number": 1,
    "n": 1,
    "reaction": "like",
    "form": "quick",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("by-schema") / "lab"
    if EXAMPLES:  # with a study and a data set, which take their time
        made = a_lived_in_lab(root)
    else:
        made = Workspace.create(root, person="Ada")
        write_papers(made)
    open_accounts(made)
    return made


@pytest.fixture(scope="module")
def operations(client: Client, signed: As) -> list[Any]:
    found = client.get("/api/openapi.json", headers=signed("Ada")).json()
    schema = schemathesis.openapi.from_dict(found)
    schema.config.update(base_url=str(client.base_url).rstrip("/"))
    return [found.ok() for found in schema.get_all_operations()]


def there(path: str) -> dict[str, Any] | None:
    """What is there for an address with a place in it; studies are left alone, since they would run."""
    if "{" not in path or "/studies/" in path:
        return None
    return {name: value for name, value in THERE.items() if f"{{{name}}}" in path}


def ask(operation: Any, headers: dict[str, str], n: int, *, wrong: bool, at: Any = None) -> None:
    """Made-up requests, the same each time unless the number is one's own."""
    mode = GenerationMode.NEGATIVE if wrong else GenerationMode.POSITIVE
    fixed = {"path_parameters": at} if at else {}

    @settings(
        max_examples=n,
        deadline=None,
        database=None,
        derandomize=not EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, **fixed))
    def hold(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=120)

    hold()


def can_be_wrong(operation: Any) -> bool:
    return bool(len(operation.query) or len(operation.body))


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_every_answer_is_as_described(operations: list[Any], signed: As, role: str) -> None:
    headers = signed.token(PEOPLE[role], "write") if role != "nobody" else {}
    few = role != "member" and not EXAMPLES  # an owner's token may do no more than a member's
    for operation in operations:
        ask(operation, headers, EXAMPLES or 1, wrong=False)
        if few:
            continue
        if can_be_wrong(operation):
            ask(operation, headers, EXAMPLES or 1, wrong=True)
        if (at := there(operation.path)) is not None:
            ask(operation, headers, EXAMPLES or 1, wrong=False, at=at)

"""OpenAPI has an example of each body and of each answer in JSON, and each is what its schema says."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bartizan.api.app import create_app
from bartizan.api.examples import BY_NAME, LIST_ROWS, OF_MODEL
from bartizan.api.settings import ServeSettings
from bartizan.service import listing
from bartizan.service.published import open_published
from tests.service.estate import arn, published

LISTS = {"resources": "inventory", "attack-paths": "attack_paths", "choke-points": "choke_points"}
NO_EXAMPLE_NEEDED = {"text/event-stream", "text/plain", "text/yaml", "text/csv", "application/x-ndjson"}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    app = create_app(ServeSettings(tmp_path_factory.mktemp("home"), "http://127.0.0.1"))
    return app.openapi()


def contents(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return each body and each successful answer: which it is, its media type, and what is said of it."""
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            said = {"body": operation.get("requestBody", {})}
            said |= {status: each for status, each in operation["responses"].items() if status.startswith("2")}
            for what, each in said.items():
                found += [(f"{method} {path} {what}", media, of) for media, of in each.get("content", {}).items()]
    return found


def test_each_body_and_answer_has_an_example_that_its_schema_allows(document: dict[str, Any]) -> None:
    wrong, bodies = {}, 0
    for name, media, each in contents(document):
        bodies += name.endswith("body")
        if media in NO_EXAMPLE_NEEDED:
            continue
        schema = {**each["schema"], "components": document["components"]}
        errors = Draft202012Validator(schema).iter_errors(each["example"]) if "example" in each else ["no example"]
        if found := [str(getattr(error, "message", error))[:200] for error in errors]:
            wrong[name] = found
        elif each["example"] in ({}, [], [{}], None):
            wrong[name] = ["says nothing"]
    assert wrong == {}
    assert bodies > 15


def test_examples_of_lists_have_fields_of_these_lists(tmp_path: Path) -> None:
    published(tmp_path, [{"id": arn("orders"), "name": "orders"}])
    with open_published(tmp_path) as snapshot:
        for path in ("resources", "findings", "recommendations"):
            known = listing.columns(snapshot, LISTS.get(path, path))
            assert set(LIST_ROWS[path]) - known.keys() == set(), path


def test_values_by_name_are_used(document: dict[str, Any]) -> None:
    known = document["components"]["schemas"]
    fields = {name for schema in known.values() for name in schema.get("properties", {})}
    assert OF_MODEL.keys() - known.keys() == set()
    rows = {name for names in LIST_ROWS.values() for name in names}
    assert BY_NAME.keys() - fields - rows == set()

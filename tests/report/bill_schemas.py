"""The published schemas of bills of materials."""

import json
from importlib import resources
from typing import Any

import jsonschema
from referencing import Registry, Resource
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def check_cyclonedx(document: dict[str, Any]) -> None:
    """Raise where a document does not hold to CycloneDX 1.6."""
    folder = resources.files("cyclonedx.schema") / "_res"
    schemas = {
        each.name.replace(".SNAPSHOT", ""): json.loads(each.read_text(encoding="utf-8"))
        for each in folder.iterdir()
        if each.name.endswith(".schema.json")
    }
    registry: Registry[Any] = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}", Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    jsonschema.Draft7Validator(schemas["bom-1.6.schema.json"], registry=registry).validate(document)


def spdx_messages(document: dict[str, Any]) -> list[str]:
    """Return what SPDX 2.3 has against a document."""
    parsed = JsonLikeDictParser().parse(document)  # type: ignore[no-untyped-call]
    return [each.validation_message for each in validate_full_spdx_document(parsed)]

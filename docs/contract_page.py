"""The reference page of the contract's objects, from their models."""

import inspect
import pkgutil
from importlib import import_module
from typing import Any

from bartizan import contract

_WORDS = {"string": "text", "integer": "integer", "number": "number", "boolean": "true or false", "null": "null"}


def contract_page() -> str:
    """Return a section for each object with its keys and their types."""
    rooms = [contract, *(import_module(f"bartizan.contract.{m.name}") for m in pkgutil.iter_modules(contract.__path__))]
    sections = [_section(model) for room in rooms for model in _models(room)]
    intro = inspect.getdoc(contract) or ""
    return f"# The contract\n\n{intro}\n\n" + "\n".join(sections)


def _models(module: Any) -> list[type[contract.Contract]]:
    """Return the objects that a module defines, in its order."""
    own = [each for each in vars(module).values() if _is_object(each) and each.__module__ == module.__name__]
    return sorted(own, key=lambda model: inspect.getsourcelines(model)[1])


def _is_object(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, contract.Contract) and value is not contract.Contract


def _section(model: type[contract.Contract]) -> str:
    schema = model.model_json_schema()
    rows = [f"| `{key}` | {_type(each)} |" for key, each in schema["properties"].items()]
    doc = " ".join((inspect.getdoc(model) or "").split())
    return f"## {model.__name__}\n\n{doc}\n\n| key | type |\n|---|---|\n" + "\n".join(rows) + "\n"


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(each) for each in schema["anyOf"]))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return _plain_type(schema)


def _plain_type(schema: dict[str, Any]) -> str:
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"object of {_type(values)}" if isinstance(values, dict) else "object"
    if schema.get("format") == "date-time":
        return "time"
    return _WORDS.get(schema.get("type", ""), "any value")

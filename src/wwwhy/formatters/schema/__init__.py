"""The JSON Schema of the report, generated from its shape.

`python -m wwwhy.formatters.schema` prints it; `formatters/diagnosis.schema.json` is its output,
and a test fails where they differ.
"""

import json
import types
from typing import (
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from wwwhy.formatters.report.shape import Report

ID = "https://wwwhy.invalid/schemas/diagnosis-1.json"
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a diagnosis."""
    definitions: dict[str, Any] = {}
    report = _object(Report, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "A diagnosis by wwwhy",
        **report,
        "$defs": dict(sorted(definitions.items())),
    }


def written() -> str:
    """Return the schema as the text that is shipped."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _object(shape: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    described = {"description": shape.__doc__} if shape.__doc__ else {}
    return described | {
        "type": "object",
        "properties": {name: _schema(hint, definitions) for name, hint in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }


def _schema(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _schema(arguments[0], definitions) | {"description": arguments[1]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema(each, definitions) for each in arguments]}
    if is_typeddict(hint):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return {"type": _PLAIN[hint]}

"""The shipped schema is the generated one."""

import json
import subprocess
import sys
from importlib.resources import files

import jsonschema

from wwwhy.formatters.schema import schema, written


def test_the_shipped_file_is_what_the_code_says():
    shipped = files("wwwhy.formatters") / "diagnosis.schema.json"
    assert shipped.read_text(encoding="utf-8") == written(), (
        "The shape changed: run `just schema` and commit the result."
    )


def test_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_object_is_closed_and_described():
    made = schema()
    for definition in (made, *made["$defs"].values()):
        assert definition["additionalProperties"] is False
        assert definition["description"]
        assert definition["required"] == list(definition["properties"])


def test_the_command_prints_it():
    command = [sys.executable, "-m", "wwwhy.formatters.schema"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    assert json.loads(done.stdout) == schema()

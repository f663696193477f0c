# The developers' verbs. `just` alone lists them.

set positional-arguments

python := ".venv/bin/python"

_default:
    @just --list

# Install everything a developer needs.
setup:
    make setup-test servers

# All tests, or those given: just test tests/wire
test *args:
    {{python}} -m pytest -n 2 --dist loadscope "$@"

# Fast tests only: no servers are started.
fast *args:
    {{python}} -m pytest -m "not lab" "$@"

# Formatting, lint, types, import direction.
check:
    .venv/bin/ruff format --check .
    .venv/bin/ruff check .
    .venv/bin/mypy
    .venv/bin/lint-imports

# Put the code in form.
format:
    .venv/bin/ruff format .
    .venv/bin/ruff check --fix .

# Make the skeleton of a cause: just new-cause bearer-token-expired tokens
new-cause slug family="":
    {{python}} -m tools.new_cause "$@"

# Reproduce causes on real servers, diagnose them, print the score: just lab --only SLUG
lab *args:
    {{python}} -m lab "$@"

# Record the cases of a cause from the lab.
record slug:
    {{python}} -m lab.record "$@"

# All checks of one cause: texts, cases, lab.
test-cause slug:
    {{python}} -m pytest tests/causes tests/lab/test_causes.py -k "$1"

# Ratios against named peers, in one run.
bench *args:
    {{python}} -m benchmarks "$@"

# Draw a changelog fragment: just change "Names a new cause." feature
change text kind="feature":
    .venv/bin/towncrier create --content "$1" +.$2.md

# Regenerate the JSON Schema of the report.
schema:
    {{python}} -m wwwhy.formatters.schema > src/wwwhy/formatters/diagnosis.schema.json

# Make the captured outputs of the README anew.
capture:
    {{python}} -m tools.capture

# Make the reference with a page for every code, cause and product, and check every link in it.
docs *args:
    {{python}} -m tools.docs "$@"

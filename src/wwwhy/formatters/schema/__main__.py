"""Prints the JSON Schema of the report."""

from wwwhy.formatters.schema import written

print(written(), end="")  # noqa: T201 (printing is what this command is for)

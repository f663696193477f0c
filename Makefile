# Two commands that do all their own set-up: `make demo` and `make test`.
# The other verbs are in the Justfile (`make just` shows them).

SHELL := /bin/sh
VENV := .venv
TOOLS := .tools
UV := $(TOOLS)/bin/uv
# The newest Python that is old enough; override with `make PYTHON=/path/to/python demo`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& command -v $$p && break; done)
PYTEST_ARGS ?=
# Trust what the system trusts, as pip and curl do: a company's own registry has its own authority.
export UV_SYSTEM_CERTS := 1
export UV_NATIVE_TLS := 1

.PHONY: demo test setup setup-test servers languages just clean

demo: setup
	@$(VENV)/bin/wwwhy demo

test: setup-test servers languages
	$(VENV)/bin/python -m pytest -n 2 --dist loadscope $(PYTEST_ARGS)

setup: $(UV)
	@$(UV) sync --quiet --frozen --no-dev --inexact --compile-bytecode --python $(PYTHON)
	@$(VENV)/bin/python -m compileall -q src

setup-test: $(UV)
	@$(UV) sync --quiet --frozen --all-extras --compile-bytecode --python $(PYTHON)
	@$(VENV)/bin/python -m compileall -q src

$(UV):
	@test -n "$(PYTHON)" || { echo "wwwhy needs Python 3.11 or newer; none was found on PATH." >&2; exit 2; }
	@$(PYTHON) -m venv $(TOOLS) 2>/dev/null \
		|| { sh tools/install-venv.sh && $(PYTHON) -m venv --clear $(TOOLS); }
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv

# Real servers for the lab: installed where apt is there and allowed; a missing one is named and
# its tests are skipped with the reason (CI skips none).
servers:
	@sh tools/install-servers.sh

# Runtimes whose constants are compared with the catalogue; a missing one is named likewise.
languages:
	@sh tools/install-languages.sh

just: setup-test
	@$(VENV)/bin/just --list

clean:
	rm -rf $(VENV) $(TOOLS) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

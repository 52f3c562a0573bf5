# Two commands matter: `make demo` and `make test`. Each sets up .venv when it is missing or stale.
#
# On Linux, PyTorch's default build is for CUDA (several GB). For the CPU build:
#   make demo TORCH_INDEX=https://download.pytorch.org/whl/cpu

PYTHON ?= python3
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# A third of the time of tests is waiting (for killed processes, browsers, clocks), so one more than two cores.
TEST_PROCESSES ?= 3
USUAL := not simulation and not faults_full
# What is imported is compiled when it is; compiling all of it first takes as long as the installing.
# That must be kept, though, even where the shell says otherwise (images of containers do): each of the hundreds of
# processes that tests start would compile all of PyTorch anew.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt

.PHONY: demo test check style types bench simulations faults locale docs clean setup

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (some minutes the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	@$(PIP) -e '.[dev]'
	@touch $@

demo: $(STAMP)
	@$(BIN)/tenfold demo demo

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m '$(USUAL) and not cluster'
	@$(BIN)/python -m pytest -q -m '$(USUAL) and cluster'

# The types are read while the tests wait for what they started.
check: style
	@$(MAKE) --no-print-directory -j 2 types test

style: $(STAMP)
	@$(BIN)/ruff check src tests benchmarks scripts examples
	@$(BIN)/ruff format --check src tests benchmarks scripts examples
	@$(BIN)/lint-imports

types: $(STAMP)
	@$(BIN)/python -m mypy

bench: $(STAMP)
	@$(BIN)/python -m benchmarks

simulations: $(STAMP)
	@$(BIN)/python -m pytest -q -s -m simulation tests/simulations
	@$(BIN)/python -m pytest -q -m hypothesis --hypothesis-profile many

faults: $(STAMP)
	@$(BIN)/python -m pytest -q -s -m 'faults_full or not faults_full' tests/faults

locale: $(STAMP)
	@$(BIN)/python scripts/translations.py

docs: $(STAMP)
	@$(BIN)/python scripts/reference.py

clean:
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

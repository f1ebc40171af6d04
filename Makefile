# Every target makes what it needs on a machine that has only Python (3.11 or newer) and make.
PYTHON ?= python3
BIN    := .venv/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The examples of one page build on each other: `--dist loadfile` below keeps them in one process.
JOBS   ?= auto

.DEFAULT_GOAL := help
.PHONY: help venv demo month test coverage fuzz check lint mypy pyright documented docs bench tables pages wheel lowest clean

help: ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

.venv/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

.venv/.demo: pyproject.toml | .venv/.pip
	$(PIP) install --editable '.[cli]'
	@touch $@

.venv/.dev: pyproject.toml | .venv/.pip
	$(PIP) install --editable '.[cli,bulk,database,ics,report,testing]' --group dev
	@touch .venv/.demo $@

# Where the index has no PySpark, what needs it is skipped, and fails under CI=true.
.venv/.spark: .venv/.dev
	@$(PIP) install --group spark || echo "PySpark cannot be installed from this package index: its tests are left out"
	@touch $@

venv: .venv/.dev ## the environment for everything below, in .venv

demo: .venv/.demo ## judge the example log of complaints (it has breaches, which the tool reports with exit code 1)
	@$(BIN)/servicepolicy check complaint-handling examples/complaints.jsonl --fill example-bank || test $$? -eq 1

month: .venv/.demo ## tell a month of an invented bank: what was kept, scores, bonuses, sanctions, what is due
	@$(BIN)/python examples/bank_month.py

TESTS = $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder
test: .venv/.spark ## all tests and every example in the documentation
	$(TESTS)

coverage: .venv/.spark ## the same, with branch coverage, which takes three times as long
	$(TESTS) --cov --cov-report=term

# More than thirty comparisons of the engine with its naive twins (tests/test_twins*.py), 1,000 examples each: more than 30,000 in all, in
# less than an hour on two processors. Their laws, and the comparisons of working time with a walk through the minutes, take as many
# each; so do the comparisons of tables with single subjects, of 21 kinds of policies. `make fuzz EXAMPLES=5000` tries more;
# `--dist worksteal` fills every processor.
EXAMPLES ?= 1000
fuzz: .venv/.dev ## engine against naive twins on more than 30,000 generated policies and timelines, other ones every time
	HYPOTHESIS_PROFILE=fuzz FUZZ_EXAMPLES=$(EXAMPLES) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/test_twins*.py tests/columnar/test_equality.py tests/columnar/test_crowds.py tests/worktime/test_differential.py

check: lint mypy pyright ## lint, format, types, floors

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

mypy pyright: .venv/.spark documented
	$(BIN)/$@

documented: .venv/.dev # every example of the documentation as a module, for type checkers
	$(BIN)/python -m tests.typing.documented

docs: .venv/.dev ## run every example of the documentation, then build the site in docs/_build
	$(BIN)/python -m pytest -q docs $(wildcard README.md)
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	$(BIN)/python docs/links.py docs/_build/html
	@echo "docs/_build/html/index.html"

bench: .venv/.dev ## budgets, as ratios against rivals measured in the same run
	$(PIP) install --requirement benchmarks/requirements.txt
	$(BIN)/python benchmarks/run.py


tables: .venv/.dev ## write what is made of the vocabulary's tables: after a change in src/servicepolicy/models
	$(BIN)/python -m tests.models.compiled_tables
	$(BIN)/python -m tests.models.typed_records
	$(BIN)/python -m tests.models.test_tables
	$(BIN)/python docs/reference/write_vocabulary.py

pages: .venv/.dev ## write the page of each problem code: after a change in tests/problems/problems.yaml
	$(BIN)/python -m tests.problems.pages

wheel: .venv/.dev ## build the wheel, install it alone in an empty environment, and use it outside the checkout
	rm -rf dist
	$(BIN)/python -m build --outdir dist . > /dev/null
	@set -e; elsewhere=$$(mktemp -d); trap 'rm -rf "$$elsewhere"' EXIT; \
	$(PYTHON) -m venv "$$elsewhere/env"; \
	"$$elsewhere/env/bin/python" -m pip --disable-pip-version-check --quiet install dist/*.whl; \
	cp tests/wheel_smoke.py "$$elsewhere"; cd "$$elsewhere"; env/bin/python -I wheel_smoke.py

lowest: .venv/.dev ## use the package with the oldest versions that pyproject.toml allows, in an empty environment
	@set -e; elsewhere=$$(mktemp -d); trap 'rm -rf "$$elsewhere"' EXIT; \
	$(PYTHON) -m venv "$$elsewhere/env"; \
	$(BIN)/uv pip install --quiet --resolution lowest-direct --python "$$elsewhere/env/bin/python" .; \
	cp tests/wheel_smoke.py "$$elsewhere"; cd "$$elsewhere"; env/bin/python -I wheel_smoke.py

clean: ## remove what was made
	rm -rf .venv build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f .coverage .coverage.*

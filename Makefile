# Every target sets up what it needs by itself; the second time that takes a second and no network.
# The set-up is in .ci/setup; another Python: make PYTHON=/path/to/python3 book

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help book test test-long room scale typography growth reviews shelf pages properties kills format lock clean
# One after the other: two set-ups at once would write into the same .venv.
.NOTPARALLEL:

# Empty means: .ci/python looks for one, and `make properties` takes its own counts.
export PYTHON
export UPGRADE
# Tests are translated before they are run, and so is makeready in each process of its own that they start. Where that
# is not kept (`make clean` removes it), each run does it anew.
unexport PYTHONDONTWRITEBYTECODE
export N_EPUB
export N_PDF
export N_FAULTS

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

book: ## makes the books of manuscript/ in build/
	@bash .ci/setup book
	@bash .ci/in-venv makeready build
	@echo "The books are in build/:"
	@find build -type f \( -name '*.epub' -o -name '*.pdf' \) | sort

test: ## style, format, types, floors and tests: what has to pass before a change goes in
	@bash .ci/setup test
	@bash .ci/check

test-long: ## the tests that take minutes: kills, bounds, long forms of others; the integration machine runs them too
	@bash .ci/setup test
	@bash .ci/check-long

room: ## checks and tests one room of the source in seconds: make room ROOM=compose
	@bash .ci/setup test
	@bash .ci/room "$(ROOM)"

scale: ## measures makeready beside its peers (9 minutes; not part of make test)
	@bash .ci/setup scale
	@bash .ci/in-venv python -m tests.scale.compare

typography: ## measures lines and pages of eight books beside line by line, Typst and XeLaTeX (15 minutes; not part of make test)
	@bash .ci/setup scale
	@bash .ci/in-venv python -m tests.scale.typography

growth: ## measures makeready after edits, and on books of growing size (minutes)
	@bash .ci/setup scale
	@bash .ci/in-venv python -m tests.scale.edits
	@bash .ci/in-venv python -m tests.scale.sizes
	@bash .ci/in-venv python -m tests.scale.counts

reviews: ## measures a thousand small reviews in one batch, beside pandoc (half an hour; not part of make test)
	@bash .ci/setup scale
	@bash .ci/in-venv python -m tests.scale.reviews

shelf: ## measures how busy a batch of thick and thin books keeps the cores (minutes; not part of make test)
	@bash .ci/setup test
	@bash .ci/in-venv python -m tests.scale.shelf

pages: ## compares every page of many books with the page-lists of their EPUBs (minutes; not part of make test)
	@bash .ci/setup test
	@bash .ci/in-venv python -m tests.scale.page_list

properties: ## proves the comparison of words on 11,500 random books and 3,000 faults (an hour; not part of make test)
	@bash .ci/setup test
	@bash .ci/in-venv python -m tests.scale.properties

kills: ## kills fifty builds of a novel's chapters and twenty batches, and looks at what they leave (8 minutes; not part of make test)
	@bash .ci/setup test
	@bash .ci/in-venv python -m tests.scale.kills
	@bash .ci/in-venv python -m tests.scale.batch_kills

format: ## lays the code out and mends what can be mended without thought
	@bash .ci/setup test
	@bash .ci/in-venv ruff check --fix-only --quiet .
	@bash .ci/in-venv ruff format .

lock: ## writes requirements/*.txt anew from pyproject.toml (UPGRADE=1: newest versions)
	@bash .ci/lock

clean: ## removes what came out of the press and the caches; .venv stays
	@find build -mindepth 1 ! -path build/README.md -delete
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

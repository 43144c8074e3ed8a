# make demo    the sample article in every format, in dist/
# make test    the whole test suite, with linters and types
# make lint    linters and types alone
# make screenshots  the pictures of EPUBs and of WeChat's themes in docs/images, taken again
# make bench   publishkit against pandoc's own command, side by side
# Each makes the virtual environment .venv when it is missing. Needs Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Chinese fonts come with the extra.
PACKAGE := .[cjk]
FORMATS := epub,pdf,html,wechat,email,rss,atom,jsonfeed

.PHONY: demo test lint format bench screenshots clean

demo: $(VENV)/installed
	@PYTHON=$(BIN)/python sh scripts/system-packages pango
	$(BIN)/publishkit export samples/openai-microsoft.md --to $(FORMATS) -o dist/

test: $(VENV)/installed-dev lint
	@PYTHON=$(BIN)/python sh scripts/system-packages pango tests
	@sh scripts/reading-systems
	$(BIN)/python -m pytest -n 2 $(PYTEST_OPTIONS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/installed
	@PYTHON=$(BIN)/python sh scripts/system-packages pango
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/installed
	@CI=true sh scripts/reading-systems
	$(BIN)/python scripts/epub_screenshots.py
	$(BIN)/python scripts/wechat_screenshots.py
	$(BIN)/pip install --quiet typst
	$(BIN)/python scripts/pdf_screenshots.py

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache

# Editable, so that a change in src/, templates/ or styles/ is there at once. The files that mark
# an environment as complete are written last: an install that was broken off is done again.
$(VENV)/installed: pyproject.toml
	@sh scripts/make-venv $(PYTHON) $(VENV)
	@echo "installing publishkit and its fonts into $(VENV) (a minute or two) …"
	@$(BIN)/python -m pip install --quiet --editable '$(PACKAGE)'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

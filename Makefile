# Two commands: `make release` publishes a release of seeds/, `make test` checks the code. Both install what they need.
# What takes longer, real servers, clusters and broken machines, is `make test-long`, which CI runs as well.

PYTHON ?= python3
VENV := .venv
INSTALLED := $(VENV)/.installed
TESTS := $(VENV)/bin/python -m pytest --numprocesses 2 --dist loadfile

.PHONY: setup release test test-long test-slow lint bench browser lock clean

setup: $(INSTALLED)

# The lock is whole, so nothing is resolved; every file is checked against its digest.
$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

release: setup
	$(VENV)/bin/presscorpus build seeds

lint: setup
	$(VENV)/bin/pre-commit run --all-files

test: lint browser
	$(TESTS) -m "not long and not slow and not benchmark"

test-long: setup browser
	$(TESTS) -m "long and not slow"

test-slow: setup browser
	$(VENV)/bin/python -m pytest -m slow

bench: setup
	$(VENV)/bin/python -m pytest tests/benchmarks -m benchmark -s

# The report is looked at in a real browser. Where none can be installed, those tests are skipped and say so.
browser:
	@command -v chromium >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "no chromium here: the browser tests will be skipped"

# Only needed when pyproject.toml changes; wants `uv` on the path.
lock:
	uv pip compile pyproject.toml --extra test --extra train --extra dask --extra s3 --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock

clean:
	rm -rf $(VENV) data/.work

# One command for each thing there is to do; `make` alone lists them.
#
#     make test ARGS="-x -k sigmoid"       passes arguments on: to pytest, the demo, the benchmarks
#     make test PYTHON=python3.12          takes this Python, not the first on PATH that is new enough
#     make test UV=                        takes pip, even where there is uv

.DEFAULT_GOAL := help
.NOTPARALLEL:  # the targets share one environment
.PHONY: help demo test compiled proof long coverage peers lint types gallery dependencies audit bench clean use develop

python := .venv/bin/python

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: use  ## watch gradients flow through a sigmoid neuron and its loss
	@mkdir -p build
	$(python) -m demos sigmoid --out build/sigmoid.svg --overwrite $(ARGS)

test: develop  ## run the tests
	$(python) -m pytest -n auto --dist loadfile $(ARGS)

compiled: develop  ## run the tests on a copy in which the engine is compiled
	scripts/compiled-copy $(python)
	cd build/compiled && PYTHONPATH=$(CURDIR)/build/compiled GRADWALK_COMPILED=1 PY_IGNORE_IMPORTMISMATCH=1 \
		../../$(python) -m pytest -n auto --dist loadfile $(ARGS)

proof: develop  ## try to find an error by the hundred thousand, and write PROOF.md
	$(python) -m pytest -n auto --dist worksteal -m proof --proof-table=PROOF.md tests/proof $(ARGS)

long: develop  ## run the other tests that take longer
	$(python) -m pytest -n auto --dist worksteal -m proof --ignore=tests/proof $(ARGS)

coverage: develop  ## run the tests, long ones too, and say how much of each file they reach
	$(python) -m pytest -n auto --dist loadfile --cov --cov-report= $(ARGS)
	$(python) -m pytest -n auto --dist loadfile --cov --cov-append --cov-report= -m proof --ignore=tests/proof $(ARGS)
	$(python) scripts/reached.py

peers:  ## install PyTorch, which make long compares with if it is there
	@scripts/set-up .venv -e '.[dev,peers]'

lint: develop  ## check style and formatting
	$(python) -m ruff check
	$(python) -m ruff format --check

types: develop  ## check the types
	$(python) -m mypy

gallery: develop  ## draw every lesson in every form, README's pictures among them
	$(python) scripts/gallery.py

dependencies: develop  ## write DEPENDENCIES.md: what is needed, why, and its licence
	$(python) scripts/dependencies.py

audit: develop  ## ask whether a weakness of an installed package is known
	@scripts/set-up .venv-audit pip-audit
	.venv-audit/bin/pip-audit --path "$$($(python) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

bench:  ## measure against other engines, in an environment of their own
	@scripts/set-up .venv-bench -e '.[fast,data,compile]' micrograd xad torch jax casadi heyoka
	scripts/compiled-copy .venv-bench/bin/python
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 .venv-bench/bin/python -m benchmarks $(ARGS)

clean:  ## remove everything that was made
	rm -rf .venv .venv-bench .venv-audit build dist *.egg-info .*_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

use:
	@scripts/set-up .venv -e '.[all]'

develop:
	@scripts/set-up .venv -e '.[dev]'

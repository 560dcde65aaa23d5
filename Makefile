# Every word sets up what it needs; a second run sets up nothing.
.DEFAULT_GOAL := help
.PHONY: help run test check bench campaign campaign-proof package docs interpreters ready named clean

ARGS ?=
TEMPLATES ?= *
PYTHON_READY := .venv/ready

help:  ## these words
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: ready  ## the meter under MicroPython on a simulated day; ARGS='--days 3 --seed 7'
	@.venv/bin/meter run $(ARGS)

test: check ready  ## every test on every runtime that is present; ARGS='-k tariff'
	@.venv/bin/python -m pytest $(ARGS)

check: $(PYTHON_READY)  ## lint, formatting, spelling
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check --quiet || (echo "run: .venv/bin/ruff format" && false)
	@.venv/bin/codespell

bench: ready  ## speed and memory beside peers, as ratios; writes bench.json
	@.venv/bin/python -m host.runtimes.build --best-effort micropython-qemu
	@.venv/bin/python -m host.bench $(ARGS)

campaign: ready  ## everything that can befall a meter, and nothing lost; SEEDS=1000, HOURS=2
	@.venv/bin/python -m host.runtimes.build --best-effort micropython-starved
	@.venv/bin/python -m host.campaign.command $(SEEDS:%=--seeds %) $(HOURS:%=--hours %) $(ARGS)

campaign-proof: ready  ## takes guards away one by one; the campaign must miss each of them
	@.venv/bin/python -m host.campaign.proof

package: $(PYTHON_READY)  ## write package.json anew; TEMPLATES='gb-* cn-*' for some tariffs only
	@.venv/bin/python -m host.package '$(TEMPLATES)'

docs: $(PYTHON_READY)  ## write the pages that are made from tables of points and fields anew
	@.venv/bin/python -m host.points
	@.venv/bin/python -m host.event_page
	@.venv/bin/python -m host.tariff.page
	@.venv/bin/python -m host.templates.page
	@.venv/bin/python -m host.prepaid_page

interpreters: $(PYTHON_READY)  ## MicroPython for 32-bit PCs and for ARM, into build/
	@.venv/bin/python -m host.runtimes.build

clean:  ## remove everything that make made
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis *.egg-info

# A machine that cannot build an interpreter still runs what it has, and says what it has not.
ready: $(PYTHON_READY)
	@.venv/bin/python -m host.runtimes.build --best-effort

$(PYTHON_READY): pyproject.toml host/runtimes/venv.sh | named
	@PYTHON='$(PYTHON)' sh host/runtimes/venv.sh

# A Python that was named is taken or refused, also where .venv is there already.
named:
	@PYTHON='$(PYTHON)' sh host/runtimes/venv.sh check

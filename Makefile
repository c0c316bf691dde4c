# Deskside. `make` explains itself. A clone needs make, git, Go 1.26 and Node 20.19 or
# newer; targets install what else they need, or say what to install.

GO      ?= go
TAGS    := nomsgpack
GOFLAGS := -tags=$(TAGS)
export GOFLAGS

SANDBOX ?= ./var
# SANDBOX_FLAGS are further flags of the sandbox, such as -deskside-port 9080; -h lists them.
SANDBOX_FLAGS ?=
# BASE is the commit that the goals of docs/bench.md are set against; empty: none is run.
BASE    ?= 4da3f11
WIDGET_SOURCES := $(shell find widget -name node_modules -prune -o -path widget/dist -prune -o -path widget/salesforce -prune -o -type f -print)

.DEFAULT_GOAL := help
.PHONY: help run build widget test torture check bench abuse growth lighthouse microbench fuzz vulnerable sbom reproducible digests generate lint tools clean

help: ## what there is to do
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: widget ## build what is missing and start the sandbox: the real server against three stand-in clouds
	@GO="$(GO)" ./scripts/start $(SANDBOX)/bin/sandbox ./server/cmd/sandbox -dir $(SANDBOX) $(SANDBOX_FLAGS)

build: widget ## build bin/deskside, the one binary, as the Dockerfile does
	$(GO) build -trimpath -ldflags "-s -w" -o bin/deskside ./server

widget: widget/dist/agent.html ## build the pages that the binary embeds

widget/node_modules/.package-lock.json: widget/package.json widget/package-lock.json
	@./scripts/node
	@cd widget && ../scripts/quietly "Fetching what builds the pages" npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

widget/dist/agent.html: widget/node_modules/.package-lock.json $(WIDGET_SOURCES)
	@cd widget && ../scripts/quietly "Building the pages" npm run build

connectors/realclients/node_modules/.package-lock.json: connectors/realclients/package-lock.json
	cd connectors/realclients && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

widget/salesforce/node_modules/.package-lock.json: widget/salesforce/package.json widget/salesforce/package-lock.json
	cd widget/salesforce && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

scripts/lint/node_modules/.package-lock.json: scripts/lint/package.json scripts/lint/package-lock.json
	cd scripts/lint && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

tools: connectors/realclients/node_modules/.package-lock.json widget/salesforce/node_modules/.package-lock.json ## install what tests need: Chromium, a C compiler, Redis, the clouds' own clients
	@./scripts/tools

test: widget tools ## every test, with the race detector
	cd widget && npm test
	cd widget/salesforce && npm test
	@# -count=1: what tests build and start is not in Go's cache key. -p 4: browsers and clouds are waited for, so four packages at once keep two cores at work.
	DESKSIDE_REQUIRE_ALL=1 $(GO) test -race -count=1 -p 4 -timeout 60m ./...

torture: widget tools ## the promise, proved: hundreds of interactions while servers die and clouds misbehave; TORTURE_SEED repeats a run
	DESKSIDE_REQUIRE_ALL=1 TORTURE=1 TORTURE_CONTACTS=$${TORTURE_CONTACTS:-400} $(GO) test -race -count 1 -v -timeout 90m -run '^TestTorture' ./server/torture

check: widget tools lint vulnerable ## what CI runs: generated code is current, lint, known holes, all tests
	./scripts/generated
	$(MAKE) test

lint: scripts/lint/node_modules/.package-lock.json ## gofmt, vet, golangci-lint, functions that tests alone reach, the contract
	@bad=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "gofmt: $$bad"; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=scripts/lint/go.mod golangci-lint run
	./scripts/unreached
	@said=$$(cd scripts/lint && npm run --silent contract 2>&1) || { echo "$$said"; exit 1; }

generate: ## rebuild what openapi.yaml generates: Go types and routes, the widget's types
	$(GO) generate ./server/internal/api/contract
	cd widget && npm run generate

bench: widget ## the server beside an older build (BASE) and beside peers: a table, and var/bench.json; ROWS and ROUNDS choose; see docs/bench.md
	BENCH=$(CURDIR)/var/bench.json BASE=$(BASE) ROWS=$(ROWS) ROUNDS=$(ROUNDS) $(GO) test -count=1 -timeout 6h -v -run '^TestReport$$' ./server/bench

abuse: widget ## strangers do their worst to the real binary, ABUSE long each (8s): a table of what becomes of Twilio's calls meanwhile
	ABUSE=$(or $(ABUSE),8s) $(GO) test -count=1 -timeout 1h -v -run '^TestAbuse$$' ./server/bench

growth: widget ## what it costs to add something: files that the ask touches, import circles, sizes of chunks
	node scripts/growth.mjs

lighthouse: widget scripts/lighthouse/node_modules/.package-lock.json ## what Lighthouse says of the pages, mobile, five times each; ROUNDS=1 for a look
	cd scripts/lighthouse && node run.mjs

scripts/lighthouse/node_modules/.package-lock.json: scripts/lighthouse/package.json scripts/lighthouse/package-lock.json
	cd scripts/lighthouse && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

microbench: ## Go benchmarks of single rooms
	$(GO) test -run '^$$' -bench . -benchmem ./server/... ./connectors/...

fuzz: ## each fuzz target for 30 seconds
	@./scripts/fuzz 30s

vulnerable: ## known holes of what is linked, built and tested with, where their databases can be reached
	@./scripts/vulnerable

sbom: build ## what is in the binary and its pages, as CycloneDX: bin/server.cdx.json, bin/pages.cdx.json
	@./scripts/sbom

reproducible: widget ## builds twice, from nothing, and compares
	@./scripts/quietly "Building twice" ./scripts/reproducible

digests: ## write into the Dockerfile the digests of the images that it begins with
	@./scripts/digests

clean: ## remove what was built and the sandbox's data
	rm -rf bin var widget/dist/* widget/node_modules widget/salesforce/node_modules connectors/realclients/node_modules scripts/lint/node_modules scripts/lighthouse/node_modules

# The commands of this repository. Each is one line here; what it does is in scripts/.

.DEFAULT_GOAL := help
.PHONY: help test short lint generate verify e2e browser bench torture fuzz web types build release image prepare

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## everything that must pass before a change lands; installs what the tests need
	@scripts/test

short: ## the fast inner loop: format, vet and the short tests
	@scripts/format
	go test -short ./...

lint: ## golangci-lint on every module
	@scripts/lint

generate: ## write all that is generated, golden files included
	@scripts/generate

verify: ## fail when generate would change anything
	@scripts/verify

e2e: prepare ## black-box tests of the built program
	cd e2e && go test -count=1 ./...

browser: ## the portals in a real browser, which needs Chromium and Node: click paths, keyboard, axe, other sites
	@scripts/browser

bench: prepare ## the figures of docs/benchmarks.md, each beside its floor
	cd e2e && go run ./bench

torture: prepare ## the kill, linearizability and overload tests, for hours
	cd e2e && SOJOURN_TORTURE=1 go test -count=1 -timeout 3h -run 'Kill|Linear|Storm' ./...

fuzz: ## every fuzz target for FUZZTIME (30s)
	@scripts/fuzz

web: ## what browsers load, from web/src into web/dist
	@cd web/build && go run .

types: ## check the types of the screens; needs Node and npm
	@scripts/types

build: ## the static program, in bin/
	@scripts/build bin/sojourn

release: ## the program for all systems, with checksums, in dist/
	@scripts/release

image: ## the container image sojourn:VERSION
	@scripts/image

prepare:
	@scripts/prepare

# What there is to make:
#
#   make build      the program, ./ownup
#   make test       what the README says: go test ./...
#   make check      everything that has to hold before a change lands
#   make lint       golangci-lint, gofumpt, actionlint
#   make fuzz       every fuzz target, FUZZTIME each (10s)
#   make cover      the tests' coverage, a package a line
#   make demo       the whole loop on a small repository, shown
#   make accuracy   the figures of docs/accuracy.md: make accuracy REPOS="owner/name=/path/to/clone …"
#   make bench      the benchmarks
#   make tools      the linters, built once into the user's cache folder
#   make clean
#
# build, test, demo and clean need Go and git alone. The rest also needs `make tools`, or the same tools on the PATH.

GO       ?= go
FUZZTIME ?= 10s
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TOOLS    := $(shell .ci/tools --where)
export PATH := $(TOOLS):$(PATH)

.PHONY: build test check bench demo accuracy lint format vet archtest race fuzz cover tidy tools clean

build:
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o ownup ./cmd/ownup

test:
	$(GO) test ./...

check: tidy lint vet archtest race fuzz

lint:
	@out="$$(gofumpt -l cmd internal)"; if [ -n "$$out" ]; then echo "gofumpt would change:"; echo "$$out"; exit 1; fi
	golangci-lint run
	actionlint .github/workflows/*.yml examples/*.yml

format:
	gofumpt -w cmd internal

vet:
	$(GO) vet ./...

archtest:
	$(GO) test ./internal/archtest

# Ten minutes, go's own limit, are short where others use the machine too.
race:
	$(GO) test -race -timeout 25m ./...

fuzz:
	.ci/fuzz $(FUZZTIME)

tidy:
	$(GO) mod tidy -diff

cover:
	$(GO) test -cover ./...

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

demo:
	$(GO) run ./cmd/ownup demo

accuracy:
	.ci/accuracy $(REPOS)

tools:
	.ci/tools

clean:
	rm -rf ownup dist bin

# Everything there is to build and run. Each command does all the set-up it needs, on a fresh clone too, and nothing twice.
# Needs Node.js 20.19 or later, a C++ compiler and make; scripts/check-tools.sh says so when one is missing.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.PHONY: all demo test bench check format generate package clean

ifneq ($(MAKECMDGOALS),clean)
problem := $(shell sh scripts/check-tools.sh)
ifneq ($(problem),)
$(error $(problem))
endif
bridge := $(shell node -p '`dist/bridge/linux-$${process.arch}-$${process.versions.modules}.node`')
endif

# A folder changes when a file in it comes or goes, so a deleted source rebuilds too.
typescript := wasm/interface.ts tsconfig.json $(shell find ts scripts test/. wasm/generated -name '*.ts' -o -type d)
core := wasm/generated/imports.h $(shell find core-c/include core-c/posix core-c/channel core-c/zmq core-c/api core-c/demos -name '*.[ch]' -o -type d)
native := wasm/generated/calls.inc $(wildcard ts/bridge/*.cc ts/bridge/*.h)
modules := node_modules/.package-lock.json

all: $(bridge) build/.bundles build/.sysroot

$(modules): package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

build/.typescript: $(typescript) $(modules)
	node_modules/.bin/tsc -p .
	node build/scripts/prune.js
	node build/scripts/generate.js --check
	@touch $@

$(bridge): $(native) $(wildcard scripts/build-bridge.ts) | build/.typescript
	node build/scripts/build-bridge.js

build/.bundles: build/.typescript
	node build/scripts/bundle.js
	@touch $@

# The compiler is itself a WASI module, which runs on the bridge.
build/.sysroot: $(core) scripts/build-sysroot.ts scripts/own-names.ts $(wildcard ts/toolchain/*.ts) | build/.typescript $(bridge)
	node build/scripts/build-sysroot.js
	@touch $@

demo: all
	@scripts/isthmus demo | while read -r name shows; do \
	  echo "== $$name: $$shows" && scripts/isthmus demo "$$name" </dev/null || exit 1; \
	done

test: all
	node build/scripts/test.js

bench: all
	scripts/isthmus bench

# Types are checked by building, and so is that what is generated is up to date.
check: build/.typescript
	node_modules/.bin/biome check --error-on-warnings
	@if command -v clang-format >/dev/null 2>&1; then \
	  find core-c test ts/bridge -name '*.[ch]' -o -name '*.cc' | xargs clang-format --dry-run --Werror; \
	else echo 'clang-format is not installed: C and C++ are not checked'; fi

format: $(modules)
	node_modules/.bin/biome check --write
	find core-c test ts/bridge -name '*.[ch]' -o -name '*.cc' | xargs clang-format -i

# A change of the table may break what depends on it: the generator runs all the same.
generate: $(modules)
	-node_modules/.bin/tsc -p .
	node build/scripts/generate.js

# What the published package holds: bridges for every Node.js release line, bundles, types, modules.
package: all
	node build/scripts/build-bridge.js --all
	if command -v aarch64-linux-gnu-g++ >/dev/null; then CXX=aarch64-linux-gnu-g++ node build/scripts/build-bridge.js --all --arch arm64; fi
	node build/scripts/build-types.js

clean:
	rm -rf build dist wasm/build

#!/usr/bin/env bash
# Adds to the corpus of a fuzzer what fuzzing has grown, as far as it reaches something new: minimise NAME [LONGEST].
# LONGEST: bytes of a file (8000). Files named by hand stay; those that libFuzzer named, by their SHA-1, are chosen anew.
set -euo pipefail
cd "$(dirname "$0")/../.."
name=$1 longest=${2:-8000}
export RELUSCOPE_FUZZER=$name
corpus=tests/fuzz/corpus/$name
merged=$(mktemp -d)
trap 'rm -rf "$merged"' EXIT
find "$corpus" -type f -not -regex '.*/[0-9a-f]+' -exec cp {} "$merged" \;
# The smallest files first; how often a place is reached does not count, so that a few hundred files are enough.
build/mixed/fuzzers -merge=1 -use_counters=0 "-max_len=$longest" -timeout=25 "$merged" "$corpus" "build/fuzz/grown/$name" 2>&1 | tail -n 1
rm -r "$corpus"
mkdir "$corpus"
cp "$merged"/* "$corpus"
du --apparent-size -sh "$corpus"

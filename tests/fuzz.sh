#!/usr/bin/env bash
# Builds the fuzz targets with coverage instrumentation (stable Rust, no sanitizer) and runs each for some seconds.
#
#   tests/fuzz.sh SECONDS [TARGET…]
#
# A finding ends with exit code 1 and leaves its input in target/fuzz/findings; keep it as a regression test.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:?usage: tests/fuzz.sh SECONDS [TARGET…]}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(formula framework)
base=${CARGO_TARGET_DIR:-$HOME/.cache/ges/target}/fuzz
export CARGO_TARGET_DIR=$base/build
# What cargo-fuzz passes as well; these flags are stable.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1"
cargo build --release --quiet --manifest-path tests/fuzz/Cargo.toml --target "$(rustc -vV | sed -n 's/^host: //p')" --locked
bin=$CARGO_TARGET_DIR/$(rustc -vV | sed -n 's/^host: //p')/release
passed=0
failed=0
for target in "${targets[@]}"; do
    corpus=$base/corpus/$target
    mkdir -p "$corpus" "$base/findings"
    seeds=()
    if [ -d "tests/fuzz/seeds/$target" ]; then seeds+=("tests/fuzz/seeds/$target"); fi
    if [ "$target" = framework ]; then seeds+=(shared/domain/data/frameworks); fi
    if "$bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
        -max_len=20000 -artifact_prefix="$base/findings/$target-" "$corpus" "${seeds[@]}"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

#!/bin/sh
# One shard of the conformance suite as a Bazel test: TARGET-FILE [SELECTOR…]. conform is an installed program.
set -eu
target=$1
shift
outputs=$TEST_UNDECLARED_OUTPUTS_DIR
set -- --target "$target" --report "junit=$XML_OUTPUT_FILE" --report "json=$outputs/result.json" \
  --report "html=$outputs/report.html" "$@"
# Without shard_count Bazel sets no shard.
if [ -n "${TEST_TOTAL_SHARDS:-}" ]; then
  exec conform run --shard auto "$@"
fi
exec conform run --require-complete "$@"

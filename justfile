# What one does daily. `just` alone lists the recipes.

_list:
    @just --list --unsorted

# Format, lints, floors: what to run before a commit
check:
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings
    cargo test --locked --quiet --test architecture
    cargo fmt --check --manifest-path tests/fuzz/Cargo.toml
    cargo clippy --all-targets --locked --no-default-features --manifest-path tests/fuzz/Cargo.toml --target-dir target -- -D warnings

# All tests
test *args:
    cargo test --locked {{ args }}

# Write generated pages anew, and read each changed snapshot before it is accepted (needs cargo-insta)
bless:
    XCRED_BLESS=1 cargo insta test --review

# The tests over real files; `folder` holds them
corpus folder="../shared/corpus":
    XCRED_CORPUS="$(realpath {{ folder }})" cargo test --locked --test it corpus -- --nocapture

# SARIF by the schema of OASIS; `schema` is a copy of sarif-schema-2.1.0.json
sarif schema:
    XCRED_SARIF_SCHEMA="$(realpath {{ schema }})" cargo test --locked --test it sarif

# Benchmarks, each beside its floor
bench *args:
    cargo bench --locked --bench spine -- {{ args }}

# Fuzzing for so many seconds (needs a nightly toolchain and cargo-fuzz)
fuzz seconds="60":
    cargo run --quiet --no-default-features --manifest-path tests/fuzz/Cargo.toml --target-dir target --example seeds tests/fuzz/corpus/components
    cd tests/fuzz && cargo +nightly fuzz run --fuzz-dir . --sanitizer none components -- \
        -max_total_time={{ seconds }} -max_len=8192 -timeout=30

# The library's documentation, as the gate builds it
doc *args:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked {{ args }}

# The practice org of the sample project, for other clients
practice *args:
    cargo run --quiet -- -C sample-project practice serve {{ args }}

# Licences, advisories, sources and spelling (needs cargo-deny and typos)
audit:
    cargo deny check
    typos

# The whole gate
ci:
    .ci/run

# Lets programs that we did not write talk to the practice org.
peers *arguments:
    tests/peers/run {{arguments}}

# Opens the HTML report in Chromium and writes what it saw to target/browser/seen.
browser *arguments:
    tests/browser/run {{arguments}}

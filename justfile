# `just` lists the recipes; `just ci` runs what the build server runs.

[private]
default:
    @just --list --unsorted

# Write every file in the one format.
fmt:
    cargo fmt --all

# Find what the compiler, clippy and the spelling checker object to.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings
    if command -v typos >/dev/null; then typos; fi

# Run all tests, or only those whose name contains the words given.
test *words:
    cargo test --workspace --locked {{ words }}

# Measure speed beside limits and peers; docs/performance.md says by which variables it is made larger.
benchmark:
    cargo test --release --package tests --test benchmark --locked -- --ignored --nocapture one_table_of_all_rows

# Check everything, as the build server does.
ci:
    .ci/run

# Start the server.
serve *arguments:
    cargo run --release --locked -- serve {{ arguments }}

# Start the server with made-up data, to look around.
demo *arguments:
    cargo run --release --locked -- demo {{ arguments }}

# Write the contract anew after a change of the interface.
contract:
    cargo run --locked -- openapi > openapi/openapi.json.new
    mv openapi/openapi.json.new openapi/openapi.json
    cargo run --locked -- graphql-schema > openapi/schema.graphql.new
    mv openapi/schema.graphql.new openapi/schema.graphql
    mkdir -p docs/clients
    cargo run --locked -- collection > docs/clients/duxue.postman_collection.json.new
    mv docs/clients/duxue.postman_collection.json.new docs/clients/duxue.postman_collection.json
    cargo run --locked -- collection --environment > docs/clients/duxue.postman_environment.json.new
    mv docs/clients/duxue.postman_environment.json.new docs/clients/duxue.postman_environment.json

# Make a package for Debian; needs cargo-deb.
deb:
    cargo build --release --locked
    mkdir -p target/manual
    "${CARGO_TARGET_DIR:-target}/release/duxue" man target/manual/man
    "${CARGO_TARGET_DIR:-target}/release/duxue" completions bash > target/manual/duxue.bash
    "${CARGO_TARGET_DIR:-target}/release/duxue" completions zsh > target/manual/_duxue
    "${CARGO_TARGET_DIR:-target}/release/duxue" completions fish > target/manual/duxue.fish
    cargo deb --package api --no-build

# Generate the clients for Java and Go, compile them and play them; needs a JDK and Go.
clients:
    cargo build --locked
    tests/audits/java_and_go "${CARGO_TARGET_DIR:-target}/debug/duxue" "${CARGO_TARGET_DIR:-target}/java-and-go"

# Accept the present answers as the expected ones; look at `git diff` before you commit them.
snapshots:
    UPDATE_SNAPSHOTS=1 cargo test --package tests --locked -- snapshot printed_table readme has_its_chinese
    git diff --stat

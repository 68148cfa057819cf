# Starts the register for an audit; to be sourced. Sets $address and $folder, and stops the server at the end.
# shellcheck shell=bash

folder=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$folder"' EXIT

export DUXUE_DATABASE_URL=sqlite://$folder/register.db DUXUE_KEYS_DIR=$folder/keys DUXUE_BIND=127.0.0.1:0 DUXUE_AREA=340800

"$binary" migrate >/dev/null 2>&1

# The value of a field of a flat JSON object.
field() { sed -E "s/.*\"$1\":\"([^\"]*)\".*/\1/"; }

# Makes a client: `client NAME ROLE [AREA]` prints its id and its secret.
client() {
    local made
    made=$("$binary" client create --role "$2" --name "$1" ${3:+--area "$3"} --json 2>/dev/null)
    printf '%s:%s' "$(field client_id <<<"$made")" "$(field client_secret <<<"$made")"
}

serve() {
    "$binary" serve 2>"$folder/log" &
    server=$!
    for _ in $(seq 100); do
        grep -q '"listening"' "$folder/log" && break
        sleep 0.1
    done
    address=$(grep -m 1 '"listening"' "$folder/log" | field address)
}

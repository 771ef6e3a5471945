#!/bin/sh
# Posts a difference as one note of a merge request of GitLab, and from then on keeps that note up to date.
#
#     xcred diff --format markdown=xcred.md
#     sh note.sh xcred.md
#
# Needs curl and jq. Reads what a runner sets in merge request pipelines (CI_API_V4_URL, CI_PROJECT_ID,
# CI_MERGE_REQUEST_IID) and:
#   XCRED_NOTE_TOKEN   a project access token with the scope `api`, as a masked variable; CI_JOB_TOKEN may write no notes
#
# The first line of the file is a hidden marker. A note that starts with it, by the user of the token, is the one to write
# anew; nobody else's note is touched. No token, or one that may not write, is a warning and no failure.
set -eu

say() { printf '%s\n' "$*"; }
fail() { say "error: $*" >&2; exit 1; }
warn() { say "warning: $*" >&2; exit 0; }

[ $# -eq 1 ] || fail "usage: note.sh FILE"
for tool in curl jq; do
    command -v "$tool" >/dev/null || fail "note.sh needs $tool"
done
[ -s "$1" ] || fail "there is no note to post: the file is missing or empty"
marker=$(head -n 1 "$1")
printf '%s\n' "$marker" | grep -Eqx '<!-- xcred-diff:[0-9a-f]{16} -->' || fail "the first line of the file is no marker"
[ -n "${CI_MERGE_REQUEST_IID:-}" ] || { say "this pipeline is not about a merge request: no note"; exit 0; }
[ -n "${XCRED_NOTE_TOKEN:-}" ] || warn "XCRED_NOTE_TOKEN is not set, as in merge requests of forks: no note was posted"
notes="${CI_API_V4_URL:?}/projects/${CI_PROJECT_ID:?}/merge_requests/$CI_MERGE_REQUEST_IID/notes"

# The token goes into a file that nobody else can read: a command line is for everybody to see.
umask 077
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
printf 'PRIVATE-TOKEN: %s\nContent-Type: application/json\n' "$XCRED_NOTE_TOKEN" >"$temp/headers"

# Sends a request; the status is printed, the answer is in $temp/answer and its headers in $temp/answer-headers.
ask() {
    curl --silent --show-error --max-time 60 --header "@$temp/headers" --dump-header "$temp/answer-headers" \
        --output "$temp/answer" --write-out '%{http_code}' "$@" || true
}

# What the platform says of a failure, in one line.
reason() {
    jq -r '.message // .error // "" | if type == "string" then . else tojson end' "$temp/answer" 2>/dev/null |
        tr -d '\r\n' | cut -c 1-300
}

# Ends the run where a request failed.
expect() {
    status=$1
    what=$2
    case $status in
        200 | 201) ;;
        401 | 403 | 404) warn "$what: GitLab answered $status ($(reason)). The token may not do that." ;;
        *) fail "$what: GitLab answered $status ($(reason))" ;;
    esac
}

expect "$(ask --retry 3 "$CI_API_V4_URL/user")" "the user of the token cannot be read"
me=$(jq -r '.id | numbers' "$temp/answer")

# Prints the id of the first note that is ours, if there is one.
find_ours() {
    jq -r --arg marker "$marker" --argjson me "${me:-0}" \
        'first(.[] | select(.author.id == $me and (.system | not) and (.body // "" | startswith($marker)))) | .id | numbers' "$temp/answer"
}

ours=
page=1
while [ -n "$page" ] && [ -z "$ours" ]; do
    expect "$(ask --retry 3 "$notes?per_page=100&sort=asc&page=$page")" "the notes cannot be read"
    ours=$(find_ours)
    page=$(grep -i '^x-next-page:' "$temp/answer-headers" | tr -cd '0-9')
done

jq -Rs '{body: .}' "$1" >"$temp/body"
if [ -n "$ours" ]; then
    expect "$(ask --request PUT --data-binary "@$temp/body" "$notes/$ours")" "the note cannot be written anew"
    say "wrote the note anew"
else
    expect "$(ask --request POST --data-binary "@$temp/body" "$notes")" "the note cannot be posted"
    say "posted a note"
fi

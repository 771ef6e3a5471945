#!/bin/sh
# Posts a difference as one comment of a pull request of GitHub, and from then on keeps that comment up to date.
#
#     xcred diff --format markdown=xcred.md
#     sh comment.sh xcred.md
#
# Needs curl and jq, which the runners of GitHub have. Reads what a runner sets (GITHUB_API_URL, GITHUB_REPOSITORY,
# GITHUB_EVENT_PATH) and:
#   GITHUB_TOKEN           a token that may write comments of pull requests (`pull-requests: write`)
#   XCRED_COMMENT_AUTHOR   whose comments it keeps up to date, where the token is not the job's own [github-actions[bot]]
#
# The first line of the file is a hidden marker. A comment that starts with it, by that author, is the one to write anew;
# nobody else's comment is touched. A token that may not write, as in pull requests of forks, is a warning and no failure.
set -eu

say() { printf '%s\n' "$*"; }
fail() { say "::error title=xcred::$*"; exit 1; }
warn() { say "::warning title=xcred::$*"; exit 0; }

[ $# -eq 1 ] || fail "usage: comment.sh FILE"
for tool in curl jq; do
    command -v "$tool" >/dev/null || fail "comment.sh needs $tool"
done
[ -s "$1" ] || fail "there is no comment to post: the file is missing or empty"
marker=$(head -n 1 "$1")
printf '%s\n' "$marker" | grep -Eqx '<!-- xcred-diff:[0-9a-f]{16} -->' || fail "the first line of the file is no marker"
number=$(jq -r '.pull_request.number // empty | numbers' "${GITHUB_EVENT_PATH:?}")
[ -n "$number" ] || { say "this run is not about a pull request: no comment"; exit 0; }
[ -n "${GITHUB_TOKEN:-}" ] || warn "GITHUB_TOKEN is not set: no comment was posted"
author=${XCRED_COMMENT_AUTHOR:-github-actions[bot]}
comments="${GITHUB_API_URL:?}/repos/${GITHUB_REPOSITORY:?}/issues"

# The token goes into a file that nobody else can read: a command line is for everybody to see.
umask 077
temp=$(mktemp -d)
trap 'rm -rf "$temp"' EXIT
printf 'Authorization: Bearer %s\n' "$GITHUB_TOKEN" >"$temp/headers"
printf 'Accept: application/vnd.github+json\nContent-Type: application/json\nX-GitHub-Api-Version: 2022-11-28\n' \
    >>"$temp/headers"

# Sends a request; the status is printed, the answer is in $temp/answer and its headers in $temp/answer-headers.
ask() {
    curl --silent --show-error --max-time 60 --header "@$temp/headers" --dump-header "$temp/answer-headers" \
        --output "$temp/answer" --write-out '%{http_code}' "$@" || true
}

# What the platform says of a failure, in one line that is no command to the runner.
reason() {
    jq -r '[.message, (.errors[]? | .message? // .code? // empty)] | map(strings) | join(": ")' "$temp/answer" 2>/dev/null |
        tr -d '\r\n' | cut -c 1-300 | sed 's/%/%25/g'
}

# Ends the run where a request failed.
expect() {
    status=$1
    what=$2
    case $status in
        200 | 201) ;;
        401 | 403 | 404) warn "$what: GitHub answered $status ($(reason)). The token may not do that; in pull requests of forks it never may. The summary of the step holds the same." ;;
        *) fail "$what: GitHub answered $status ($(reason))" ;;
    esac
}

# Prints the id of the first comment that is ours, if there is one.
find_ours() {
    jq -r --arg marker "$marker" --arg author "$author" \
        'first(.[] | select(.user.login == $author and (.body // "" | startswith($marker)))) | .id | numbers' "$temp/answer"
}

ours=
page=1
while [ -z "$ours" ]; do
    expect "$(ask --retry 3 "$comments/$number/comments?per_page=100&page=$page")" "the comments cannot be read"
    ours=$(find_ours)
    grep -iq '^link:.*rel="next"' "$temp/answer-headers" || break
    page=$((page + 1))
done

jq -Rs '{body: .}' "$1" >"$temp/body"
if [ -n "$ours" ]; then
    expect "$(ask --request PATCH --data-binary "@$temp/body" "$comments/comments/$ours")" "the comment cannot be written anew"
    say "wrote the comment anew: $(jq -r '.html_url // empty | strings' "$temp/answer")"
else
    expect "$(ask --request POST --data-binary "@$temp/body" "$comments/$number/comments")" "the comment cannot be posted"
    say "posted a comment: $(jq -r '.html_url // empty | strings' "$temp/answer")"
fi

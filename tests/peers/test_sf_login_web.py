"""The Salesforce CLI logs in in a browser and by an auth URL, and meets refresh tokens that rotate."""

import json
import socket
import subprocess

from clients import BINARY, HERE, PLACE
from test_sf_login import USER, write_login

from sf_says import login_kept, shown_token


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_sf_logs_in_in_a_browser_and_stays(world):
    org = world.org("--sessions-last", "12")
    project = world.project / "sfdx-project.json"
    project.write_text(json.dumps(json.loads(project.read_text()) | {"oauthLocalPort": free_port()}))
    words = ["org", "login", "web", "--instance-url", org.url, "--alias", "practice", "--set-default"]
    said = world.sf(*words, BROWSER=HERE / "scripts" / "browser", XCRED_PEERS_PLACE=PLACE).succeeded()
    assert f"Successfully authorized {USER} with org ID 00D000000000001EAA" in said.stdout
    kept = login_kept(world)
    assert (kept["clientId"], kept["username"]) == ("PlatformCLI", USER) and kept["refreshToken"]
    before = shown_token(world)
    for _ in range(3):
        assert world.sf("org", "list", "limits", "--json").succeeded()
    assert shown_token(world) != before


def test_sf_forgets_a_refresh_token_that_rotates(world):
    """It renews its session once, and keeps the refresh token that is good no more: a limit of `sf`, not of ours."""
    org = world.org("--rotate-refresh-tokens", "--sessions-last", "6")
    write_login(world, org)
    before = login_kept(world)["refreshToken"]
    words = ["org", "list", "limits", "--target-org", USER, "--json"]
    world.sf(*words).succeeded()
    again = [world.sf(*words) for _ in range(4)]
    failed = next(said for said in again if said.status)
    assert "expired access/refresh token" in failed.stdout
    assert len(org.recorder.exchanges) > 0 and before


def test_sf_logs_in_by_an_auth_url_over_tls(world):
    """It speaks nothing else then; so the org stands alone, without the recorder, which speaks no TLS."""
    words = [BINARY, "-C", world.project, "practice", "serve", "--tls", "--token-file", world.folder / "token"]
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        host = process.stdout.readline().strip().removeprefix("https://")
        token = (world.folder / "token").read_text().strip()
        url = world.folder / "url"
        url.write_text(f"force://PlatformCLI::{token.replace('!', '')}@{host}")
        trusted = world.project / ".xcred" / "practice" / "authority.pem"
        words = ["org", "login", "sfdx-url", "--sfdx-url-file", url, "--alias", "practice", "--set-default"]
        said = world.sf(*words, NODE_EXTRA_CA_CERTS=trusted)
        print(said.stdout, said.stderr)
        assert said.status == 0
    finally:
        process.terminate()
        process.communicate(timeout=30)

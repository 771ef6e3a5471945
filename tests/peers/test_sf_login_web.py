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
    org = world.org("--sessions-last", "6")
    project = world.project / "sfdx-project.json"
    project.write_text(json.dumps(json.loads(project.read_text()) | {"oauthLocalPort": free_port()}))
    words = ["org", "login", "web", "--instance-url", org.url, "--alias", "practice", "--set-default"]
    said = world.sf(*words, BROWSER=HERE / "scripts" / "browser", XCRED_PEERS_PLACE=PLACE).succeeded()
    assert f"Successfully authorized {USER} with org ID 00D000000000001EAA" in said.stdout
    kept = login_kept(world)
    assert (kept["clientId"], kept["username"]) == ("PlatformCLI", USER) and kept["refreshToken"]
    before = shown_token(world)
    for _ in range(4):
        assert world.sf("org", "list", "limits", "--json").succeeded()
    assert shown_token(world) != before


def test_sf_forgets_a_refresh_token_that_rotates(world):
    """It renews its session once, and keeps the refresh token that is good no more: a limit of `sf`, and not of the org."""
    org = world.org("--rotate-refresh-tokens")
    write_login(world, org)
    said = world.sf("org", "list", "limits", "--target-org", USER, "--json").ended_with(1)
    assert "Error authenticating with the refresh token due to: expired access/refresh token" in said.json["message"]
    asked = [one for one in org.recorder.exchanges if one.path.endswith("/oauth2/token")]
    assert [one.status for one in asked] == [200, 400]
    assert json.loads(asked[0].answer)["refresh_token"].startswith("5Aep861")


def test_sf_logs_in_by_an_auth_url_over_tls(world):
    """It speaks nothing else then; so the org stands alone, without the recorder, which speaks no TLS."""
    # In an auth URL no `!` can stand, so the token is none of those that the org makes.
    token = world.folder / "token"
    token.write_text("5Aep861.practice.token.of.an.auth.url")
    words = [BINARY, "-C", world.project, "practice", "serve", "--tls", "--token-file", token]
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        host = process.stdout.readline().strip().removeprefix("https://")
        url = world.folder / "url"
        url.write_text(f"force://PlatformCLI::{token.read_text()}@{host}")
        trusted = world.project / ".xcred" / "practice" / "authority.pem"
        words = ["org", "login", "sfdx-url", "--sfdx-url-file", url, "--alias", "practice", "--set-default"]
        said = world.sf(*words, NODE_EXTRA_CA_CERTS=trusted).succeeded()
        assert f"Successfully authorized {USER} with org ID 00D000000000001EAA" in said.stdout
        said = world.sf("org", "list", "limits", "--json", NODE_EXTRA_CA_CERTS=trusted).succeeded()
        assert said.json["result"][0]["name"] == "DailyApiRequests"
        assert world.sf("org", "list", "limits").status != 0, "whoever does not trust the authority is not answered"
    finally:
        process.terminate()
        process.communicate(timeout=30)

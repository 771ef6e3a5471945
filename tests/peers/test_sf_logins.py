"""xcred uses the logins that the Salesforce CLI keeps, refreshes them in its files, and the CLI goes on with them."""

import json
import os

import pytest
from clients import HERE, PLACE
from test_sf_login import USER, certified, login_by_jwt
from test_sf_login_web import free_port

from sf_says import login_file, login_kept, shown_token

# The two forms in which the CLI encrypts: the variable decides when it makes its key.
FORMS = [("v1", "false", 32), ("v2", "true", 64)]


def log_in(world, org, crypto):
    """Logs the CLI in in a browser, and gives back the names of the members that it keeps."""
    project = world.project / "sfdx-project.json"
    project.write_text(json.dumps(json.loads(project.read_text()) | {"oauthLocalPort": free_port()}))
    words = ["org", "login", "web", "--instance-url", org.url, "--alias", "qa", "--set-default"]
    browser = {"BROWSER": HERE / "scripts" / "browser", "XCRED_PEERS_PLACE": PLACE}
    world.sf(*words, SF_CRYPTO_V2=crypto, **browser).succeeded()
    return list(login_kept(world))


def shown(world, *words):
    """What xcred says of the org that is meant."""
    return world.xcred("org", "show", "--json", *words).succeeded().json["result"]


@pytest.mark.parametrize(("form", "crypto", "length"), FORMS)
def test_a_login_of_the_browser_is_shared_in_both_forms(world, form, crypto, length):
    org = world.org("--sessions-last", "12")
    members = log_in(world, org, crypto)
    assert len(json.loads((login_file(world).parent / "key.json").read_text())["key"]) == length, form
    (world.project / "xcred.toml").unlink()
    told = shown(world)
    assert told["org"]["username"] == USER and told["org"]["way"] == "refresh token"
    assert told["org"]["file"] == str(login_file(world)) and told["org"]["aliases"] == ["qa"]
    assert told["named"]["name"] == "qa" and told["named"]["by"].endswith("config.json`")
    mode = os.stat(login_file(world)).st_mode
    for _ in range(3):
        before = login_kept(world)
        # Each of the two spends the session that the other left, and begins the next one.
        while login_kept(world)["accessToken"] == before["accessToken"]:
            assert shown(world, "-o", "qa")["org"]["session"]["works"] is True
        after = login_kept(world)
        changed = {name for name in after if after[name] != before.get(name)}
        assert changed == {"accessToken"} and list(after) == members
        assert shown_token(world, "qa").startswith("00D000000000001")
        assert world.sf("org", "list", "limits", "--json").succeeded()
        members = list(login_kept(world))
    assert os.stat(login_file(world)).st_mode == mode


def test_a_refresh_token_that_rotates_is_kept_for_the_cli(world):
    org = world.org("--rotate-refresh-tokens", "--sessions-last", "3")
    log_in(world, org, "false")
    before = login_kept(world)
    while login_kept(world)["refreshToken"] == before["refreshToken"]:
        shown(world, "-o", "qa")
    # The one that the CLI had is good no more: it goes on with the one that xcred wrote.
    assert world.sf("org", "list", "metadata", "-m", "NamedCredential", "--json").succeeded()
    assert len(world.sf("org", "list", "metadata", "-m", "ExternalCredential", "--json").succeeded().json["result"]) == 15


def test_a_key_that_signs_is_used_as_the_cli_uses_it(world):
    key, certificate = certified(world.folder)
    org = world.org("--jwt-certificate", certificate, "--sessions-last", "5")
    login_by_jwt(world, org.audience, key)
    told = shown(world, "-o", USER)
    assert (told["org"]["way"], told["org"]["clientId"]) == ("JWT", "peer")
    before = login_kept(world)
    while login_kept(world)["accessToken"] == before["accessToken"]:
        shown(world, "-o", "practice")
    assert {name for name in before if login_kept(world)[name] != before[name]} == {"accessToken"}
    assert world.sf("org", "list", "limits", "--json").succeeded()


def test_an_access_token_is_used_until_it_ends_and_the_cli_is_asked_where_a_file_is_closed(world):
    org = world.org()
    world.login(org, "qa").succeeded()
    assert shown(world, "-o", "qa")["org"]["way"] == "access token"
    (login_file(world).parent / "alias.json").write_text("{")
    refused = world.xcred("org", "show", "-o", "qa", "--json", PATH="/nowhere").ended_with(65)
    assert "alias.json" in refused.stdout
    (login_file(world).parent / "alias.json").write_text(json.dumps({"orgs": {"qa": USER}}))
    kept = login_kept(world)
    login_file(world).write_text(json.dumps(kept | {"accessToken": "v3." + kept["accessToken"]}))
    refused = world.xcred("org", "show", "-o", "qa", "--json").ended_with(65)
    assert "cannot be opened" in refused.stdout and "the Salesforce CLI was asked as well" in refused.stdout
    login_file(world).write_text(json.dumps(kept | {"clientSecret": "sealed in a form of the future"}))
    told = shown(world, "-o", "qa")
    assert told["org"]["way"] == "Salesforce CLI" and told["org"]["username"] == USER

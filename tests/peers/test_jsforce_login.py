"""Logins with jsforce's own class for them: in a browser, with refresh tokens that rotate, and with a secret."""

import json

import person
from clients import HERE, NODE, PLACE, clean_environment, run
from test_sf_login import USER, user_of

SCRIPT = HERE / "scripts" / "jsforce_login.mjs"
REDIRECT = "http://localhost:1717/OauthRedirect"


def jsforce(world, org, step, argument=None, verifier=None, **app):
    """Lets jsforce take one step of a login."""
    app = {"loginUrl": org.url, "clientId": "PlatformCLI", "redirectUri": REDIRECT} | app
    asked = {"app": app, "step": step, "argument": argument, "verifier": verifier}
    environment = clean_environment(world.home, XCRED_PEERS_PLACE=PLACE)
    return run([NODE, SCRIPT], world.folder, environment, json.dumps(asked))


def did(said):
    return said.succeeded().json["value"]


def could_not(said):
    error = said.ended_with(1).json["error"]
    return error["name"], error["message"]


def test_jsforce_logs_in_in_a_browser_stays_and_logs_out(world):
    org = world.org("--rotate-refresh-tokens")
    asked = did(jsforce(world, org, "ask"))
    back = person.told(person.answer(asked["url"]))
    assert back["state"] == "as sent"
    verifier = asked["verifier"]
    login = did(jsforce(world, org, "redeem", back["code"], verifier))
    assert login["id"].endswith(f"/id/00D000000000001EAA/005000000000001AAA") and login["instance_url"] == org.url
    assert (login["scope"], login["token_type"], int(login["issued_at"]) > 0) == ("refresh_token api", "Bearer", True)
    assert user_of(org, login["access_token"]) == USER
    used = could_not(jsforce(world, org, "redeem", back["code"], verifier))
    assert used == ("invalid_grant", "expired authorization code")
    renewed = did(jsforce(world, org, "refresh", login["refresh_token"]))
    assert user_of(org, renewed["access_token"]) == USER
    assert renewed["refresh_token"] != login["refresh_token"]
    rotated = could_not(jsforce(world, org, "refresh", login["refresh_token"]))
    assert rotated == ("invalid_grant", "expired access/refresh token")
    assert did(jsforce(world, org, "revoke", renewed["refresh_token"])) is None
    gone = could_not(jsforce(world, org, "revoke", renewed["refresh_token"]))
    assert gone == ("invalid_token", "the token was invalid")
    assert could_not(jsforce(world, org, "refresh", renewed["refresh_token"])) == rotated


def test_jsforce_is_told_what_is_wrong(world):
    org = world.org()
    asked = did(jsforce(world, org, "ask"))
    denied = person.told(person.answer(asked["url"], "deny"))
    assert denied["error"] == "access_denied" and denied["error_description"] == "end-user denied authorization"
    code = person.told(person.answer(asked["url"]))["code"]
    other = did(jsforce(world, org, "ask"))["verifier"]
    assert could_not(jsforce(world, org, "redeem", code, other)) == ("invalid_grant", "invalid code verifier")
    nobody = could_not(jsforce(world, org, "redeem", code, clientId="nobody"))
    assert nobody == ("invalid_client_id", "client identifier invalid")


def test_jsforce_runs_as_the_user_of_an_app_with_a_secret(world):
    secret = world.folder / "secret"
    org = world.org("--client-secret-file", secret)
    app = {"clientId": "xcred-ci", "clientSecret": secret.read_text().strip()}
    granted = did(jsforce(world, org, "credentials", **app))
    assert user_of(org, granted["access_token"]) == USER and "refresh_token" not in granted
    wrong = could_not(jsforce(world, org, "credentials", **app | {"clientSecret": "wrong"}))
    assert wrong == ("invalid_client", "invalid client credentials")

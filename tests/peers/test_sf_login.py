"""The Salesforce CLI logs in to the practice org, stays logged in, and looks around."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import jwt
import pytest
from assertions import readdresses
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sf_says import column, login_file, login_kept, shown_token

USER = "admin@practice.invalid"
ORGANIZATION = {"name": "Practice", "instanceName": "PRACTICE", "isSandbox": False, "isScratch": False}
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def certified(folder, name="server"):
    """Makes a private key and its certificate, as Salesforce's own guide to JWT logins does."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=peer"]
    subprocess.run([*words, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


def login_by_jwt(world, url, key):
    words = ["org", "login", "jwt", "--username", USER, "--jwt-key-file", key, "--client-id", "peer"]
    words += ["--instance-url", url, "--alias", "practice", "--set-default"]
    return world.sf(*words).succeeded()


def tokens_refused(org):
    """How often a token was refused. The CLI would then ask elsewhere, beyond loopback."""
    return sum(one.path.endswith("/oauth2/token") and one.status != 200 for one in org.recorder.exchanges)


def ask_for_token(org, **form):
    """Asks for a token without any CLI; gives the status and the answer."""
    body = urllib.parse.urlencode(form).encode()
    try:
        with urllib.request.urlopen(f"{org.url}/services/oauth2/token", body) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def user_of(org, token):
    """Whom the org takes the bearer of a token for."""
    request = urllib.request.Request(f"{org.url}/services/oauth2/userinfo", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["preferred_username"]


def test_an_access_token_is_a_login(world):
    org = world.org()
    said = world.login(org).succeeded()
    assert f"Successfully authorized {USER} with org ID 00D000000000001EAA" in said.stdout
    kept = login_kept(world)
    assert kept["instanceUrl"].rstrip("/") == org.url and kept["instanceApiVersion"] == "68.0"
    assert kept.items() >= ORGANIZATION.items()
    assert kept["isDevHub"] is False, "ScratchOrgInfo is no object of this org"
    assert shown_token(world) == org.token
    shown = world.sf("org", "display", "--json").succeeded().json["result"]
    expected = {"id": "00D000000000001EAA", "username": USER, "connectedStatus": "Connected", "apiVersion": "68.0"}
    assert shown.items() >= expected.items()


def test_a_signed_assertion_is_a_login_with_a_session_of_its_own(world):
    key, certificate = certified(world.folder)
    org = world.org("--jwt-certificate", certificate)
    login_by_jwt(world, org.audience, key)
    readdresses(org, key)
    said = login_by_jwt(world, org.url, key)
    assert not tokens_refused(org)
    assert f"Successfully authorized {USER} with org ID 00D000000000001EAA" in said.stdout
    kept = login_kept(world)
    assert kept.items() >= ORGANIZATION.items() and kept["clientId"] == "peer"
    token = shown_token(world)
    assert token.startswith("00D000000000001!") and token != org.token
    assert user_of(org, token) == USER


def test_assertions_of_others_are_refused(world):
    key, certificate = certified(world.folder)
    other_key, _ = certified(world.folder, "other")
    org = world.org("--jwt-certificate", certificate)
    good = {"iss": "peer", "sub": USER, "aud": org.audience, "exp": int(time.time()) + 180}

    def answer(signer=key, algorithm="RS256", **more):
        secret = signer.read_text() if algorithm.startswith("RS") else "x" * 64
        assertion = jwt.encode(good | more, secret, algorithm=algorithm)
        status, told = ask_for_token(org, grant_type=BEARER, assertion=assertion)
        return status, told.get("error_description", told.get("token_type"))

    assert answer() == (200, "Bearer")
    assert answer(aud="https://login.salesforce.com") == (200, "Bearer")
    assert answer(signer=other_key) == (400, "invalid assertion")
    assert answer(algorithm="HS256") == (400, "invalid assertion")
    assert answer(algorithm="RS512") == (400, "invalid assertion")
    assert answer(exp=int(time.time()) - 600) == (400, "invalid assertion")
    assert answer(aud="https://elsewhere.invalid") == (400, "audience is invalid")
    assert answer(sub="somebody@else.invalid") == (400, "user hasn't approved this consumer")
    assert answer(iss="") == (400, "client identifier invalid")


def test_an_expired_session_is_begun_anew_with_the_key(world):
    key, certificate = certified(world.folder)
    org = world.org("--jwt-certificate", certificate, "--sessions-last", "5")
    readdresses(org, key)
    login_by_jwt(world, org.url, key)
    assert not tokens_refused(org)
    before = login_kept(world)["accessToken"]
    for _ in range(3):
        words = ["org", "list", "metadata", "--metadata-type", "ExternalCredential", "--json"]
        said = world.sf(*words).succeeded()
        assert len(said.json["result"]) == 15
        words = ["data", "query", "--query", "SELECT Id FROM NamedCredential", "--json"]
        assert world.sf(*words).succeeded().json["result"]["totalSize"] == 15
    assert login_kept(world)["accessToken"] != before


def write_login(world, org):
    """Writes a login with a refresh token and an expired session, as a login in a browser leaves it behind."""
    key = os.urandom(16).hex()
    folder = login_file(world).parent
    folder.mkdir()
    secret = {"account": "local", "key": key, "service": "sfdx"}
    (folder / "key.json").write_text(json.dumps(secret))
    (folder / "key.json").chmod(0o600)

    def sealed(text):
        vector = os.urandom(6).hex()
        box = AESGCM(key.encode()).encrypt(vector.encode(), text.encode(), None)
        return f"{vector}{box[:-16].hex()}:{box[-16:].hex()}"

    login = {
        "username": USER,
        "orgId": "00D000000000001EAA",
        "instanceUrl": org.url,
        "loginUrl": org.url,
        "clientId": "PlatformCLI",
        "accessToken": sealed("00D000000000001!expired"),
        "refreshToken": sealed(org.token),
    }
    login_file(world).write_text(json.dumps(login))


@pytest.mark.parametrize("words", [["org", "list", "limits"], ["org", "list", "metadata", "-m", "NamedCredential"]])
def test_an_expired_session_is_refreshed_over_rest_and_soap(world, words):
    org = world.org()
    write_login(world, org)
    before = login_kept(world)["accessToken"]
    said = world.sf(*words, "--target-org", USER, "--json").succeeded()
    if "limits" in words:
        assert [(one["name"], one["max"]) for one in said.json["result"]] == [("DailyApiRequests", 15_000)]
    else:
        assert len(said.json["result"]) == 15
    assert login_kept(world)["accessToken"] != before
    token = shown_token(world, USER)
    assert token != org.token and user_of(org, token) == USER


def test_a_token_that_is_none_is_told(world):
    org = world.org()
    words = ["org", "list", "metadata", "-m", "ExternalCredential", "-o", "00D000000000001!wrong"]
    said = world.sf(*words, SF_ORG_INSTANCE_URL=org.url).ended_with(1)
    assert "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session" in said.stderr


def test_types_are_listed(logged_in):
    world = logged_in
    said = world.sf("org", "list", "metadata-types", "--json").succeeded().json["result"]
    types = {one["xmlName"]: one for one in said["metadataObjects"]}
    assert len(types) == len(said["metadataObjects"])
    assert set(types) >= {name.split(":")[0] for name in world.held()} and len(types) == 9
    expected = {"directoryName": "externalCredentials", "suffix": "externalCredential", "inFolder": False}
    assert types["ExternalCredential"].items() >= (expected | {"metaFile": False}).items()
    assert types["Certificate"]["metaFile"] is True
    old = world.sf("org", "list", "metadata-types", "--api-version", "60.0", "--json").succeeded().json["result"]
    gone = set(types) - {one["xmlName"] for one in old["metadataObjects"]}
    assert gone == {"ExternalAuthIdentityProvider"}


def test_components_are_listed(logged_in):
    world = logged_in
    words = ["org", "list", "metadata", "--metadata-type"]
    said = world.sf(*words, "NamedCredential", "--json").succeeded().json["result"]
    stored = {name: one for name, one in world.stored().items() if name.startswith("NamedCredential:")}
    listed = {f"{one['type']}:{one['fullName']}": one for one in said}
    assert {name: one["id"] for name, one in listed.items()} == {name: one["id"] for name, one in stored.items()}
    assert listed["NamedCredential:Erp"]["fileName"] == "namedCredentials/Erp.namedCredential"
    assert listed["NamedCredential:Erp"]["lastModifiedDate"] == stored["NamedCredential:Erp"]["modified"]
    table = world.sf(*words, "NamedCredential").succeeded().stdout
    assert column(table, "NamedCredential", "Full Name") == sorted(name.split(":")[1] for name in stored)


def test_records_are_queried(logged_in):
    world = logged_in
    soql = "SELECT Id, DeveloperName FROM NamedCredential WHERE DeveloperName LIKE 'S%' ORDER BY DeveloperName DESC"
    held = world.held()
    names = sorted((name.split(":")[1] for name in held if name.startswith("NamedCredential:S")), reverse=True)
    for flags in [[], ["--use-tooling-api"]]:
        said = world.sf("data", "query", "--query", soql, *flags, "--json").succeeded().json["result"]
        assert [one["DeveloperName"] for one in said["records"]] == names and said["totalSize"] == len(names) > 3
        assert all(one["Id"] == held[f"NamedCredential:{one['DeveloperName']}"] for one in said["records"])
    refused = world.sf("data", "query", "--query", "SELECT Bogus FROM User", "--json").ended_with(1).json
    assert refused["name"] == "INVALID_FIELD" and "No such column 'Bogus' on entity 'User'" in refused["message"]

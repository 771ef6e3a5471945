"""JWT assertions that arrive at a recorder, passed on to the org behind it, whose name they must bear."""

from urllib.parse import parse_qsl, urlencode

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def readdresses(org, key):
    """Lets the recorder sign anew, for the org, what was signed with the key and addressed to the recorder."""
    signer = load_pem_private_key(key.read_bytes(), None)

    def readdressed(path, body):
        if not path.endswith("/services/oauth2/token"):
            return body
        form = dict(parse_qsl(body.decode()))
        try:
            names, as_it_is = [org.url, f"{org.url}/"], {"verify_exp": False}
            claims = jwt.decode(form["assertion"], signer.public_key(), ["RS256"], audience=names, options=as_it_is)
        except jwt.InvalidTokenError:
            return body
        return urlencode(form | {"assertion": jwt.encode(claims | {"aud": org.audience}, signer, "RS256")}).encode()

    org.recorder.readdressed = readdressed

"""A person with a browser: opens the page that asks, presses a button, and is sent back to the app.

As a program it does so with the address that it is given; `--follow` also goes back to the app, as a browser does.
"""

import re
import sys
import urllib.error
import urllib.request
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit


class Stays(urllib.request.HTTPRedirectHandler):
    """Goes nowhere by itself."""

    def redirect_request(self, *_):
        return None


def get(url, body=None, **headers):
    """Status, headers and text of an answer."""
    try:
        answer = urllib.request.build_opener(Stays).open(urllib.request.Request(url, body, headers))
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read().decode()


def answer(url, button="allow"):
    """Where the browser is sent after the button was pressed."""
    status, headers, page = get(url)
    if status == 302:
        return headers["Location"]
    assert status == 200, page
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))
    action = re.search(r'<form [^>]*action="([^"]+)"', page)[1]
    assert f'name="answer" value="{button}"' in page
    cookie = headers["Set-Cookie"].split(";")[0]
    body = urlencode(fields | {"answer": button}).encode()
    status, headers, page = get(urljoin(url, action), body, Cookie=cookie)
    assert status == 303, page
    return headers["Location"]


def told(location):
    """What the app is told by the address that a browser is sent to."""
    return dict(parse_qsl(urlsplit(location).query))


if __name__ == "__main__":
    back = answer(sys.argv[1])
    if "--follow" in sys.argv:
        get(back)

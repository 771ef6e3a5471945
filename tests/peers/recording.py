"""A reverse proxy on loopback that forwards to an org and keeps what was said.

Clients are judged from outside: none of them, ours included, needs a debugging switch for it.
"""

import email
import email.policy
import http.client
import threading
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from kinds import kind_of

# What belongs to one connection and not to the message. Packed answers are not asked for, so that all is kept readable.
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "accept-encoding"}


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as they went over the wire."""

    method: str
    path: str
    headers: dict
    request: bytes
    status: int
    answer: bytes

    @property
    def is_soap(self):
        return "/services/Soap/m/" in self.path

    @property
    def is_of_xcred(self):
        """Whether our own client sent it. Its envelope and its REST calls both carry its name."""
        return b"<client>xcred</client>" in self.request or self.headers.get("sforce-call-options") == "client=xcred"

    def part(self, name):
        """The content of one part of a form."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        form = email.message_from_bytes(head + self.request, policy=email.policy.HTTP)
        found = [part for part in form.iter_parts() if part.get_param("name", header="content-disposition") == name]
        assert len(found) == 1, f"{len(found)} parts are called {name}"
        return found[0].get_payload(decode=True)


class Recorder(ThreadingHTTPServer):
    """Stands before an org; `url` is where clients find it, `exchanges` what they said so far."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, upstream, hearing):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.exchanges = []
        self.hearing = hearing
        self.readdressed = lambda path, body: body
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that hangs up is no error of ours: one that was told nonsense may."""

    def forward(self, method, path, headers, body):
        """Asks the org the same, over a connection of its own."""
        connection = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port, timeout=60)
        try:
            connection.request(method, path, body=self.readdressed(path, body), headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def heard(self, exchange):
        """The exchange as the client hears of it: whole, or with its answer broken."""
        kind = kind_of(exchange)
        answer, status = self.hearing.answer(kind, exchange.answer), self.hearing.status(kind, exchange.status)
        return replace(exchange, answer=answer, status=status)

    def header_heard(self, exchange, name, value):
        """A header as the client hears of it. Only the one that counts requests is ever broken, beside the answer."""
        counts = name.lower() == "sforce-limit-info" and exchange.path.endswith("/limits")
        return self.hearing.count(kind_of(exchange), value) if counts else value

    def with_our_address(self, body):
        """The org's address in answers becomes ours, so that clients who follow it stay with us."""
        return body.replace(self.upstream.geturl().encode(), self.url.encode())

    def soap(self):
        return [exchange for exchange in self.exchanges if exchange.is_soap]

    def uploads(self):
        """The archives that REST deployments sent, in the order of their arrival."""
        posts = [one for one in self.exchanges if one.method == "POST" and one.path.endswith("/deployRequest")]
        return [post.part("file") for post in posts]

    def stop(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Passes one request on. An org that hangs up is passed on as hanging up."""

    protocol_version = "HTTP/1.1"
    server: Recorder

    def pass_on(self):
        body = self.whole_body()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_CONNECTION}
        try:
            status, answer_headers, answer = self.server.forward(self.command, self.path, headers, body)
        except (OSError, http.client.HTTPException):
            self.close_connection = True
            return
        lowered = {name.lower(): value for name, value in self.headers.items()}
        exchange = self.server.heard(Exchange(self.command, self.path, lowered, body, status, answer))
        self.server.exchanges.append(exchange)
        self.send_response_only(exchange.status)
        for name, value in answer_headers:
            if name.lower() not in OF_THE_CONNECTION:
                self.send_header(name, self.server.header_heard(exchange, name, value))
        answer = self.server.with_our_address(exchange.answer)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = pass_on

    def whole_body(self):
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(iter(self.next_chunk, b""))
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def next_chunk(self):
        size = int(self.rfile.readline().split(b";")[0], 16)
        chunk = self.rfile.read(size)
        self.rfile.readline()
        return chunk

    def log_message(self, *_):
        """Says nothing: what went by is in `exchanges`."""

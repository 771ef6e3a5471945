"""What a client said, and what is asserted of how it ended."""

import json
from dataclasses import dataclass


@dataclass
class Said:
    """What a client said, and how it ended."""

    command: list
    status: int
    stdout: str
    stderr: str

    @property
    def json(self):
        """The one JSON document on standard output."""
        return json.loads(self.stdout)

    def succeeded(self):
        assert self.status == 0, self
        return self

    def ended_with(self, status):
        assert self.status == status, self
        return self

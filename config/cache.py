import json
from typing import Any


class JsonSerializer:
    """Writes cached values as JSON; with pickle, whoever writes to the Redis server could make the portal run code."""

    def dumps(self, value: object) -> bytes | int:
        # A bare int stays one, so that the server itself can count it up.
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)

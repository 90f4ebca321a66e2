import json
from typing import Any


class JsonSerializer:
    """Writes cached values as JSON: whoever can write to the Redis server cannot make the portal run code, as with pickle."""

    def dumps(self, value: object) -> bytes | int:
        # A bare int stays one, so that the server itself can count it up.
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:  # noqa: ANN401 - whatever was cached
        return json.loads(data)

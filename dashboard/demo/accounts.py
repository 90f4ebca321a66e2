"""Passwords of the demonstration accounts: derived from a secret that each installation makes for itself."""

import base64
import hashlib
import hmac
import secrets
from pathlib import Path

from organization.actions.officers import set_password
from organization.models import Officer


def secret_in(folder: Path) -> bytes:
    """Return the installation's secret, made at the first call and readable by its owner only."""
    path = folder / "demo_secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(16), encoding="ascii")
    return path.read_bytes()


def password_of(number: str, secret: bytes) -> str:
    """Return sixteen letters and digits in four groups, the same each time for a number and a secret."""
    digest = hmac.new(secret, number.encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def open_accounts(officers: list[Officer], secret: bytes) -> None:
    for officer in officers:
        set_password(officer, password_of(officer.police_number, secret), by=None)

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


def _refusal(name: str, value: str, monkeypatch: pytest.MonkeyPatch, read: object) -> str:
    monkeypatch.setenv(name, value)
    assert callable(read)
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    return str(refusal.value)


def test_flag_says_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("DEBUG", "maybe", monkeypatch, lambda: environment.flag("DEBUG", default=False))
    assert told == "DEBUG: 'maybe' is neither yes nor no. Set DEBUG=1 or DEBUG=0."


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_flag_reads_words(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.setenv("DEBUG", value)
    assert environment.flag("DEBUG", default=not expected) is expected


@pytest.mark.parametrize("value", ["0", "65536", "eighty", "-1"])
def test_port_out_of_range_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("PORT", value, monkeypatch, lambda: environment.port("PORT", default=8000))
    assert told == f"PORT: {value!r} is not a number from 1 to 65535. For example PORT=8000."


@pytest.mark.parametrize("value", ["*", "https://portal.example", "a b"])
def test_host_that_is_no_name_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("ALLOWED_HOSTS", value, monkeypatch, lambda: environment.host_names("ALLOWED_HOSTS", default=[]))
    assert told.startswith(f"ALLOWED_HOSTS: {value!r} is not a host name.")


def test_hosts_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "portal.example, 10.0.0.5,[::1]")
    assert environment.host_names("ALLOWED_HOSTS", default=[]) == ["portal.example", "10.0.0.5", "[::1]"]


def test_origin_without_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal(
        "CSRF_TRUSTED_ORIGINS", "portal.example", monkeypatch, lambda: environment.origins("CSRF_TRUSTED_ORIGINS")
    )
    assert told.startswith("CSRF_TRUSTED_ORIGINS: 'portal.example' is not an origin.")


def test_address_that_is_a_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("BIND", "everywhere", monkeypatch, lambda: environment.address("BIND", default="127.0.0.1"))
    assert told == "BIND: 'everywhere' is not an IP address. For example BIND=0.0.0.0."


@pytest.mark.parametrize(
    "value", ["mysql://u:p@host/name", "postgres://u:p@host:port/name", "sqlite://", "postgres://host"]
)
def test_unusable_database_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("DATABASE_URL", value, monkeypatch, lambda: environment.database("DATABASE_URL", default=""))
    assert told.startswith("DATABASE_URL: ")
    assert "p@" not in told.partition("For example")[0]


def test_database_at_a_socket_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://portal@//run/postgresql/vanguard")
    found = environment.database("DATABASE_URL", default="")
    assert (found["HOST"], found["NAME"], found["USER"]) == ("/run/postgresql", "vanguard", "portal")


@pytest.mark.parametrize("value", ["localhost:6379", "http://localhost", "redis://", "redis://host:port"])
def test_unusable_redis_address_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("REDIS_URL", value, monkeypatch, lambda: environment.redis("REDIS_URL"))
    assert told.startswith("REDIS_URL: the address cannot be read as redis://HOST:PORT/NUMBER.")


def test_folder_below_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "data"
    told = _refusal("DATA_DIR", str(path), monkeypatch, lambda: environment.folder("DATA_DIR", default=tmp_path))
    assert told == f"DATA_DIR: {path} cannot be made (Not a directory). Set DATA_DIR to a folder of your own."


def test_secret_key_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    kept_in = tmp_path / "key"
    first, second = (environment.secret_key("SECRET_KEY", kept_in=kept_in) for _ in range(2))
    assert (first, kept_in.stat().st_mode & 0o777) == (second, 0o600)


def test_short_secret_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal(
        "SECRET_KEY", "x", monkeypatch, lambda: environment.secret_key("SECRET_KEY", kept_in=tmp_path / "key")
    )
    assert told == "SECRET_KEY: it is shorter than 50 characters. Make one: openssl rand -base64 48."


@pytest.mark.parametrize("value", ["x" * 61, "two\nlines"])
def test_help_line_of_more_than_a_line_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refusal("HELP_LINE", value, monkeypatch, lambda: environment.sentence("HELP_LINE"))
    assert told == f"HELP_LINE: {value!r} is not one line of at most 60 signs. Shorten it."

"""What has to stand before the portal can answer. Every step is quick when its work is already done."""

import hashlib
import socket
from io import StringIO
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from config.catalogues import compile_outdated


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def prepare(*, with_demonstration: bool) -> str:
    """Bring database, catalogues and static files up to date; return how to sign in to the demonstration, if any."""
    call_command("migrate", interactive=False, verbosity=0)
    compile_outdated()
    _collect_static_files()
    return _demonstration() if with_demonstration else ""


def _collect_static_files() -> None:
    stamp = Path(settings.DATA_DIR, "static.stamp")
    wanted = _fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    print("Preparing the static files, once after every change to them ...", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint_of_static_files() -> str:
    found = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda entry: str(entry[0])):
            seen = Path(storage.path(name)).stat()
            found.update(f"{name}\0{seen.st_size}\0{seen.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _demonstration() -> str:
    """Load the demonstration into an empty database; how to sign in is kept beside it for later starts."""
    note = Path(settings.DATA_DIR, "demonstration.txt")
    if not apps.get_model("organization", "Unit").objects.exists():
        print("Loading the demonstration brigade, once ...", flush=True)
        told = StringIO()
        call_command("load_demo", stdout=told)
        note.touch(mode=0o600)
        note.write_text(told.getvalue(), encoding="utf-8")
    return note.read_text(encoding="utf-8") if note.exists() else ""

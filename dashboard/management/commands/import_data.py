from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.importing import IMPORTERS, LATER, Incoming, import_files
from organization.actions.imports import ImportBusyError
from organization.importers.problems import ImportRefusedError
from organization.importers.runs import Run


class Command(BaseCommand):
    help = "Import files: all of them, or nothing when a row is bad."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", help=f"one of {', '.join(IMPORTERS)}")
        parser.add_argument("files", nargs="*", type=Path, help="CSV in UTF-8, or .xlsx")
        parser.add_argument("--folder", type=Path, help="import every KIND.csv or KIND.xlsx found there")

    def handle(self, *_args: object, **options: Any) -> None:
        folder, kind, files = options["folder"], options["kind"], options["files"]
        if (folder is None) == (kind is None) or (kind is not None and not files):
            raise CommandError(_("Give a kind and its files, or --folder."))
        incoming = self._in_folder(folder) if folder is not None else _of_kind(kind, files)
        for file in incoming:
            if not file.path.is_file():
                raise CommandError(_("There is no file %(path)s.") % {"path": file.path})
        try:
            runs = import_files(incoming, by=None, at=timezone.now())
        except ImportRefusedError as error:
            raise CommandError(str(error)) from None
        except ImportBusyError:
            raise CommandError(_("Another import is under way. Try again when it is done.")) from None
        for run in runs:
            self.stdout.write(_outcome(run))

    def _in_folder(self, folder: Path) -> list[Incoming]:
        """Return the folder's files in the order of the kinds, and name those that are passed over."""
        if not folder.is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": folder})
        for kind in LATER:
            for path in _files_of(folder, kind):
                self.stdout.write(_("%(file)s: not part of this release, passed over") % {"file": path.name})
        return [
            Incoming(importer, path, str(path))
            for kind, importer in IMPORTERS.items()
            for path in _files_of(folder, kind)
        ]


def _files_of(folder: Path, kind: str) -> list[Path]:
    return [path for path in (folder / f"{kind}.csv", folder / f"{kind}.xlsx") if path.is_file()]


def _of_kind(kind: str, files: list[Path]) -> list[Incoming]:
    if kind in LATER:
        raise CommandError(_("%(kind)s: not part of this release.") % {"kind": kind})
    if kind not in IMPORTERS:
        raise CommandError(
            _("There is no kind %(kind)s. The kinds are %(kinds)s.") % {"kind": kind, "kinds": ", ".join(IMPORTERS)}
        )
    return [Incoming(IMPORTERS[kind], path, str(path)) for path in files]


def _outcome(run: Run) -> str:
    return _("%(file)s: %(created)d created, %(changed)d changed, %(unchanged)d unchanged") % {
        "file": run.file,
        "created": run.created.count,
        "changed": run.changed.count,
        "unchanged": run.unchanged,
    }

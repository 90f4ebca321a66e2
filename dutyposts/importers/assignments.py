"""assignments.csv: who serves at which post from when to when."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from dutyposts.actions.imports import store_assignment
from dutyposts.importers.lookups import Lookups
from dutyposts.models import Assignment, DutyPost
from organization.importers.cells import Column, code, day, yes_no
from organization.importers.officers import police_number
from organization.importers.runs import Importer, Row, Run, unique_rows
from organization.models import Officer


def _load(rows: Iterator[Row], run: Run) -> None:
    lookups = Lookups(run)
    for row in unique_rows(rows, run, "police_number", "post_code", "started_on"):
        lookups.fetch_posts([row["post_code"]])
        lookups.fetch_officers([row["police_number"]])
        post, officer = lookups.post(row), lookups.officer(row, "police_number", row["police_number"])
        if post is not None and officer is not None:
            _load_row(row, post, officer, run)


def _load_row(row: Row, post: DutyPost, officer: Officer, run: Run) -> None:
    others = list(Assignment.objects.filter(post=post, officer=officer))
    stored = next((found for found in others if found.started_on == row["started_on"]), None)
    assignment = stored or Assignment(post=post, officer=officer, started_on=row["started_on"])
    if stored is not None and (stored.ended_on, stored.is_leader) == (row["ended_on"], row["leader"]):
        run.unchanged += 1
        return
    assignment.ended_on, assignment.is_leader = row["ended_on"], row["leader"]
    if _is_good(row, assignment, [found for found in others if found is not stored], run):
        store_assignment(assignment)
        (run.created if stored is None else run.changed).add(f"{post.code} {officer.police_number} {row['started_on']}")


def _is_good(row: Row, assignment: Assignment, others: list[Assignment], run: Run) -> bool:
    post, ends = assignment.post, assignment.ended_on or dt.date.max
    overlapping = [
        found
        for found in others
        if found.started_on <= ends and assignment.started_on <= (found.ended_on or dt.date.max)
    ]
    if ends < assignment.started_on:
        run.refuse(row.line, "ended_on", _("The end lies before the beginning."))
    elif overlapping:
        run.refuse(
            row.line,
            "started_on",
            _("%(value)s serves at this post already from %(day)s on: end that first."),
            value=row["police_number"],
            day=str(overlapping[0].started_on),
        )
    elif assignment.started_on < post.opened_on or assignment.started_on > (post.closed_on or dt.date.max):
        run.refuse(row.line, "started_on", _("The post was not in service on that day."))
    else:
        return True
    return False


ASSIGNMENTS = Importer(
    kind="assignments",
    title=gettext_lazy("assignments"),
    right="dutyposts.import_records",
    columns=(
        Column("post_code", code(20), "DS-01", is_code=True),
        Column("police_number", police_number, "012345", is_code=True),
        Column("started_on", day, "2026-01-01"),
        Column("ended_on", day, "", required=False),
        Column("leader", yes_no, "no"),
    ),
    load=_load,
)

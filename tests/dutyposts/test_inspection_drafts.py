from uuid import UUID

import pytest

from dutyposts.actions.drafts import NotADraftError, discard_draft, save_draft, submit_draft
from dutyposts.actions.inspections import FindingInput, NotOwnInspectionError, OwnUnitError, Visit
from dutyposts.models import DutyPost, Inspection, Item
from organization.models import Officer
from tests.factories.duty import NOON, assign, make_post, make_standard
from tests.factories.people import make_brigade, make_inspector, make_officer, make_unit

CLIENT_ID = UUID("6a7b5a43-6b1c-4b6e-9a0a-0d3f3c6f2b11")


@pytest.fixture
def post(db: None) -> DutyPost:
    make_standard()
    return make_post(make_unit(parent=make_brigade()))


@pytest.fixture
def inspector(post: DutyPost) -> Officer:
    return make_inspector(post.brigade)


def visit(post: DutyPost, by: Officer, *codes: str, people: tuple[Officer, ...] = (), note: str = "") -> Visit:
    findings = [
        FindingInput(item, 1, people) for item in Item.objects.filter(code__in=codes).select_related("category")
    ]
    return Visit(
        post=post,
        by=by,
        inspected_at=NOON,
        kind=Inspection.Kind.COVERT,
        findings=findings,
        note=note,
        client_id=CLIENT_ID,
    )


def test_a_draft_counts_nowhere(post: DutyPost, inspector: Officer) -> None:
    draft = save_draft(visit(post, inspector, "A1"), at=NOON)
    assert (draft.status, Inspection.objects.submitted().count()) == ("draft", 0)


def test_saving_a_draft_again_replaces_it(post: DutyPost, inspector: Officer) -> None:
    first = save_draft(visit(post, inspector, "A1", "A2"), at=NOON)
    second = save_draft(visit(post, inspector, "B2", note="改"), at=NOON)
    codes = list(second.findings.values_list("code", flat=True))
    assert (second.number, codes, second.note) == (first.number, ["B2"], "改")


def test_a_draft_is_submitted_once_with_everything_in_it(post: DutyPost, inspector: Officer) -> None:
    person = make_officer(post.unit)
    assign(post, person)
    draft = save_draft(visit(post, inspector, "A1", people=(person,)), at=NOON)
    submit_draft(draft, by=inspector, at=NOON)
    again = submit_draft(draft, by=inspector, at=NOON)
    finding = again.findings.get()
    assert (again.pk, again.status, str(again.score)) == (draft.pk, "submitted", "98.00")
    assert (finding.code, [row.officer for row in finding.people.all()]) == ("A1", [person])


def test_a_draft_is_refused_like_any_inspection(post: DutyPost) -> None:
    with pytest.raises(OwnUnitError):
        save_draft(visit(post, make_officer(post.unit)), at=NOON)


def test_nobody_submits_the_draft_of_another(post: DutyPost, inspector: Officer) -> None:
    draft = save_draft(visit(post, inspector), at=NOON)
    with pytest.raises(NotOwnInspectionError):
        submit_draft(draft, by=make_inspector(post.brigade), at=NOON)


def test_only_a_draft_is_discarded(post: DutyPost, inspector: Officer) -> None:
    draft = save_draft(visit(post, inspector), at=NOON)
    discard_draft(draft, by=inspector)
    assert Inspection.objects.count() == 0
    submitted = submit_draft(save_draft(visit(post, inspector), at=NOON), by=inspector, at=NOON)
    with pytest.raises(NotADraftError):
        discard_draft(submitted, by=inspector)

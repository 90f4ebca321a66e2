"""The pages of notes and files, and to whom a file is sent."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from organization.models import Officer
from pledges.actions.keeping import withdraw_progress
from pledges.models import Evidence, Pledge, Progress
from tests.factories.access import BACKEND
from tests.factories.people import make_brigade, make_officer, make_unit
from tests.factories.pictures import picture, upload
from tests.factories.pledges import NOW, Party, make_member, make_party, make_posted
from tests.pledges.test_keeping import PDF, attach, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    return make_party()


@pytest.fixture
def note(party: Party) -> Progress:
    return make_note(party)


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def noted(pledge: Pledge, **more: object) -> dict[str, object]:
    told = {"text": "读完1本", "evidence": "学习记录", "happened_on": "2026-01-20", "client_id": uuid4()}
    return told | {"item": pledge.items.get(position=1).pk} | more


def correction(**more: object) -> dict[str, object]:
    told = {"text": "读完2本", "evidence": "学习记录", "happened_on": "2026-01-20", "reason": "少记了1本"}
    return told | more


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_note_stands_with_its_good_files_and_names_the_bad_one(party: Party) -> None:
    pledge = make_posted(party)
    sent = noted(pledge, files=[upload(picture(), "好.jpg"), upload(b"MZ", "坏.exe")], is_kept="on")
    answer = client_of(party.member).post(reverse("pledges:detail", args=[pledge.pk]), sent)
    assert (answer.status_code, Progress.objects.get().is_kept, Evidence.objects.get().name) == (302, True, "好.jpg")
    assert messages_of(answer)[0].startswith("“坏.exe”未保存。不是完整的 JPEG")


def test_what_was_typed_is_there_again_when_the_day_is_wrong(party: Party) -> None:
    pledge = make_posted(party)
    sent = noted(pledge, happened_on="2027-01-01", files=upload(PDF))
    answer = client_of(party.member).post(reverse("pledges:detail", args=[pledge.pk]), sent)
    body = answer.content.decode()
    assert (answer.status_code, "读完1本" in body, "请重新选择文件" in body) == (422, True, True)


def headers(answer: Any) -> list[str]:
    answer.getvalue()  # reads the file and closes it
    names = ("Content-Type", "Content-Disposition", "Cache-Control", "X-Content-Type-Options")
    return [answer[name] for name in names]


def test_a_pdf_is_put_down_and_a_picture_shown_to_this_browser_only(party: Party, note: Progress) -> None:
    client, private = client_of(party.leader), ["private, max-age=3600", "nosniff"]
    pdf = client.get(reverse("pledges:evidence", args=[attach(note, PDF, "a.pdf").pk]))
    image = client.get(reverse("pledges:evidence_thumbnail", args=[attach(note, picture()).pk]))
    assert headers(pdf) == ["application/pdf", 'attachment; filename="a.pdf"', *private]
    assert headers(image) == ["image/jpeg", "inline", *private]


def test_a_file_is_not_found_by_strangers_colleagues_and_once_withdrawn(party: Party, note: Progress) -> None:
    address = reverse("pledges:evidence", args=[attach(note, PDF).pk])
    colleague = make_member(party.squadron, party.group, name="石同事")
    far = make_officer(make_unit(parent=make_brigade()))
    assert [client_of(one).get(address).status_code for one in (colleague, far)] == [404, 404]
    assert Client().get(address).status_code == 302
    withdraw_progress(note, reason="记错了", by=party.member, at=NOW)
    assert client_of(party.member).get(address).status_code == 404


def test_a_pdf_has_no_small_picture(party: Party, note: Progress) -> None:
    address = reverse("pledges:evidence_thumbnail", args=[attach(note, PDF).pk])
    assert client_of(party.member).get(address).status_code == 404


def test_a_colleague_sees_that_there_is_a_file_and_no_way_to_it(party: Party, note: Progress) -> None:
    file = attach(note, picture())
    colleague = make_member(party.squadron, party.group, name="石同事")
    detail, address = (
        reverse("pledges:detail", args=[note.item.pledge_id]),
        reverse("pledges:evidence", args=[file.pk]),
    )
    bodies = [client_of(one).get(detail).content.decode() for one in (party.member, colleague)]
    assert [address in body for body in bodies] == [True, False]


def test_the_author_corrects_adds_and_withdraws(party: Party, note: Progress) -> None:
    client, address = client_of(party.member), reverse("pledges:progress", args=[note.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, correction(reason="")).status_code == 422
    assert client.post(address, correction()).status_code == 302
    client.post(reverse("pledges:evidence_add", args=[note.pk]), {"files": upload(PDF, "a.pdf")})
    note.refresh_from_db()
    assert (note.text, note.correction_reason, note.evidence_files.count()) == ("读完2本", "少记了1本", 1)
    withdraw = reverse("pledges:progress_withdraw", args=[note.pk])
    assert [client.post(withdraw, {"reason": reason}).headers["Location"] for reason in ("", "记错了")] == [
        address,
        reverse("pledges:detail", args=[note.item.pledge_id]),
    ]


def test_nobody_else_opens_the_page_of_a_note(party: Party, note: Progress) -> None:
    names = ("progress", "progress_withdraw", "evidence_add")
    client = client_of(party.secretary)
    assert [client.post(reverse(f"pledges:{name}", args=[note.pk])).status_code for name in names] == [404] * 3


def test_a_withdrawn_note_is_read_by_those_who_had_a_part(party: Party, note: Progress) -> None:
    withdraw_progress(note, reason="记错了", by=party.member, at=NOW)
    address = reverse("pledges:detail", args=[note.item.pledge_id])
    bodies = [client_of(one).get(address).content.decode() for one in (party.member, party.leader, party.deputy)]
    assert ["<s>读完1本</s>" in body for body in bodies] == [True, True, False]

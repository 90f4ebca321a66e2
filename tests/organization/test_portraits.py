"""A portrait is there while its officer agrees, and gone from everywhere the moment that ends."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from organization.actions.officers import save_officer
from organization.actions.portraits import NoPartyMemberError, give_portrait, withdraw_portrait
from organization.models import Officer, Portrait
from tests.factories.access import BACKEND
from tests.factories.people import LONG_AGO, make_brigade, make_officer
from tests.factories.pictures import picture, upload
from tests.factories.pledges import make_member

pytestmark = pytest.mark.django_db
Commits = Callable[..., AbstractContextManager[object]]
PAGE = "/portrait/"


@pytest.fixture
def member() -> Officer:
    return make_member(make_brigade(), None)


def give(member: Officer, shade: int = 90) -> Portrait:
    return give_portrait(upload(picture(600, 800, shade=shade)), by=member, at=LONG_AGO)


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    return client


def stored(portrait: Portrait, name: str) -> bool:
    return portrait.image.storage.exists(name)


def test_a_small_copy_is_kept_and_the_chain_has_nothing_of_it(member: Officer) -> None:
    portrait = give(member)
    entry = Entry.objects.get(action="organization.portrait_given")
    assert (portrait.image.size < 40 * 1024, entry.object_id, entry.before, entry.after) == (
        True,
        str(member.pk),
        None,
        None,
    )


def test_withdrawing_deletes_the_file_and_keeps_when(
    member: Officer, django_capture_on_commit_callbacks: Commits
) -> None:
    portrait = give(member)
    name = str(portrait.image.name)
    with django_capture_on_commit_callbacks(execute=True):
        told = [withdraw_portrait(member, by=member, at=LONG_AGO) for _again in range(2)]
    portrait.refresh_from_db()
    assert (told, stored(portrait, name), portrait.image.name, portrait.digest) == ([True, False], False, "", "")
    assert (portrait.withdrawn_at, Portrait.objects.current().count()) == (LONG_AGO, 0)


def test_another_photo_takes_the_place_of_the_first(
    member: Officer, django_capture_on_commit_callbacks: Commits
) -> None:
    first = give(member)
    name = str(first.image.name)
    with django_capture_on_commit_callbacks(execute=True):
        second = give(member, shade=10)
    assert (list(Portrait.objects.current()), stored(first, name)) == ([second], False)


def test_only_party_members_give_one(member: Officer) -> None:
    with pytest.raises(NoPartyMemberError):
        give(make_officer(member.unit))


def test_whoever_leaves_loses_it(member: Officer, django_capture_on_commit_callbacks: Commits) -> None:
    portrait = give(member)
    name, member.is_active = str(portrait.image.name), False
    with django_capture_on_commit_callbacks(execute=True):
        save_officer(member, by=None, on=LONG_AGO.date())
    assert (Portrait.objects.filter(withdrawn_at=None).count(), stored(portrait, name)) == (0, False)


def test_the_database_keeps_no_picture_that_was_withdrawn(member: Officer) -> None:
    portrait = give(member)
    with pytest.raises(IntegrityError):
        Portrait.objects.filter(pk=portrait.pk).update(withdrawn_at=LONG_AGO)


def test_the_page_takes_a_photo_only_with_the_tick(member: Officer) -> None:
    client = client_of(member)
    assert client.post(PAGE, {"photo": upload(picture())}).status_code == 422
    assert client.post(PAGE, {"photo": upload(b"MZ"), "agrees": "on"}).status_code == 422
    assert client.post(PAGE, {"photo": upload(picture()), "agrees": "on"}).status_code == 302
    image = client.get(reverse("organization:portrait_image"))
    assert (image["Cache-Control"], image["Content-Type"]) == ("private, no-cache", "image/jpeg")
    image.getvalue()  # reads and closes the file
    again = client.get(reverse("organization:portrait_image"), headers={"If-None-Match": image["ETag"]})
    assert again.status_code == 304
    client.post(reverse("organization:portrait_withdraw"))
    assert client.get(reverse("organization:portrait_image")).status_code == 404


def test_who_is_no_member_is_told_so_and_refused(member: Officer) -> None:
    client = client_of(make_officer(member.unit))
    sent = {"photo": upload(picture()), "agrees": "on"}
    assert (client.get(PAGE).content.decode().count('type="file"'), client.post(PAGE, sent).status_code) == (0, 403)

"""Portraits: only the person gives one, and it is gone the moment the person withdraws."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from audit.actions import record
from organization.models import Officer, Portrait
from organization.pictures import drop_file, keep_file, read_pictures

if TYPE_CHECKING:
    from django.core.files.base import File


class NoPartyMemberError(ValueError):
    """Only Party members have a place on a wall that shows portraits."""


def give_portrait(upload: "File[bytes]", *, by: Officer, at: dt.datetime) -> Portrait:
    """Agree to the own picture being shown, in the place of an earlier one; nobody agrees for somebody else.

    Kept is only a small copy made anew; the audit entry has nothing of the picture. Raises a PictureError.
    """
    if by.party_standing == Officer.PartyStanding.NONE:
        raise NoPartyMemberError
    content = read_pictures(upload).thumbnail
    with transaction.atomic():
        Officer.objects.select_for_update().get(pk=by.pk)
        _withdraw(by, at)
        portrait = Portrait(officer=by, digest=hashlib.sha256(content).hexdigest(), agreed_at=at)
        keep_file(portrait.image, content)
        portrait.save(force_insert=True)
        record("organization.portrait_given", on=by, by=by, scope=by.unit.path)
    return portrait


def withdraw_portrait(officer: Officer, *, by: Officer | None, at: dt.datetime) -> bool:
    """Take the picture away at once and for good; tell whether there was one.

    `by` is the officer; when the account ends it is whoever ended it.
    """
    with transaction.atomic():
        Officer.objects.select_for_update().get(pk=officer.pk)
        was_there = _withdraw(officer, at)
        if was_there:
            record("organization.portrait_withdrawn", on=officer, by=by, scope=officer.unit.path)
    return was_there


def _withdraw(officer: Officer, at: dt.datetime) -> bool:
    portrait = Portrait.objects.filter(officer=officer, withdrawn_at=None).first()
    if portrait is None:
        return False
    drop_file(portrait.image)
    Portrait.objects.filter(pk=portrait.pk).update(image="", digest="", withdrawn_at=at)
    return True

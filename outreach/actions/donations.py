"""Gifts and their receipts. Giving is voluntary: nothing here ranks or asks."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from audit.actions import record
from organization.calendar import beijing_date
from organization.models import Officer, Unit
from outreach.models import Donation, Drive

KEEP = "outreach.keep_donations"


class DonationError(ValueError):
    """A gift that the rules refuse."""


class NotKeeperError(DonationError):
    """Whoever keeps the list of the brigade enters gifts and receipts."""


class FutureGiftError(DonationError):
    """The day lies in the future."""


class NoMemberError(DonationError):
    """Only Party members give special Party dues."""


class OtherBrigadeError(DonationError):
    """The giver belongs to another brigade."""


class EnteredError(DonationError):
    """The gift of that person, day and kind is entered already."""


class ReceiptIssuedError(DonationError):
    """The receipt is noted already."""


def begin_drive(brigade: Unit, name: str, *, by: Officer) -> Drive:
    """Return the drive of that name, begun if there is none."""
    with transaction.atomic():
        _check_keeper(by, brigade)
        Unit.objects.select_for_update().get(pk=brigade.pk)
        drive, is_new = Drive.objects.get_or_create(brigade=brigade, name=name)
        if is_new:
            record("outreach.drive_begun", on=drive, by=by, scope=brigade.path)
    return drive


def enter_gift(
    drive: Drive,
    giver: Officer,
    *,
    amount: Decimal,
    is_special_dues: bool,
    given_on: dt.date,
    by: Officer,
    at: dt.datetime,
) -> Donation:
    """Store what somebody gave on one day; the same person, day and kind again is refused."""
    with transaction.atomic():
        _check_keeper(by, drive.brigade)
        if given_on > beijing_date(at):
            raise FutureGiftError
        if giver.unit.brigade_id != drive.brigade_id:
            raise OtherBrigadeError
        if is_special_dues and giver.party_standing == Officer.PartyStanding.NONE:
            raise NoMemberError
        Drive.objects.select_for_update().get(pk=drive.pk)
        key = {"drive": drive, "officer": giver, "given_on": given_on, "is_special_dues": is_special_dues}
        if Donation.objects.filter(**key).exists():
            raise EnteredError
        gift = Donation(**key, amount=amount, entered_by=by, entered_at=at)
        gift.full_clean()
        gift.save()
        record(
            "outreach.donation_entered",
            on=gift,
            by=by,
            scope=drive.brigade.path,
            after={"special_dues": is_special_dues, "on": given_on},
            personal={"giver": giver.police_number, "amount": amount},
        )
    return gift


def note_receipt(gift: Donation, *, number: str, on: dt.date, by: Officer) -> Donation:
    """Note the receipt that was handed over for a gift."""
    with transaction.atomic():
        gift = Donation.objects.select_for_update(of=("self",)).select_related("drive__brigade").get(pk=gift.pk)
        _check_keeper(by, gift.drive.brigade)
        if gift.receipt_number:
            raise ReceiptIssuedError
        gift.receipt_number, gift.receipt_on = number, on
        gift.full_clean()
        gift.save(update_fields=["receipt_number", "receipt_on"])
        after = {"number": number, "on": on}
        record("outreach.receipt_noted", on=gift, by=by, scope=gift.drive.brigade.path, after=after)
    return gift


def _check_keeper(by: Officer, brigade: Unit) -> None:
    if not by.has_right(KEEP, brigade):
        raise NotKeeperError

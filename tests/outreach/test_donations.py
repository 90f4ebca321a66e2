import datetime as dt
from decimal import Decimal

import pytest

from audit.models import Entry
from organization.calendar import Month
from organization.models import Officer, Unit
from outreach.actions.donations import (
    DonationError,
    EnteredError,
    FutureGiftError,
    NoMemberError,
    NotKeeperError,
    OtherBrigadeError,
    ReceiptIssuedError,
    begin_drive,
    enter_gift,
    note_receipt,
)
from outreach.models import Donation
from outreach.queries.donations import Totals, drives_of
from outreach.queries.pairs import summary_of
from tests.factories.outreach import AT, make_gift
from tests.factories.people import make_brigade, make_officer, make_supervisor, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def brigade() -> Unit:
    return make_brigade()


@pytest.fixture
def keeper(brigade: Unit) -> Officer:
    return make_supervisor(brigade)


@pytest.fixture
def member(brigade: Unit) -> Officer:
    officer = make_officer(make_unit(parent=brigade))
    officer.party_standing = Officer.PartyStanding.MEMBER
    officer.save()
    return officer


def test_totals_set_special_dues_apart(brigade: Unit, keeper: Officer, member: Officer) -> None:
    make_gift(brigade, member, by=keeper)
    gift = make_gift(brigade, member, by=keeper, amount="1000.00", is_special_dues=True)
    note_receipt(gift, number="R1", on=AT.date(), by=keeper)
    ((_drive, totals),) = drives_of(brigade)
    assert totals == Totals(Decimal("200.00"), Decimal("1000.00"), 1, 1)
    assert totals.together == Decimal("1200.00")


@pytest.mark.parametrize(("amount", "is_special_dues", "is_central"), [("1000", True, True), ("999.99", True, False)])
def test_special_dues_of_a_thousand_take_a_central_receipt(
    brigade: Unit, keeper: Officer, member: Officer, amount: str, *, is_special_dues: bool, is_central: bool
) -> None:
    gift = make_gift(brigade, member, by=keeper, amount=amount, is_special_dues=is_special_dues)
    assert gift.takes_central_receipt == is_central


def test_an_ordinary_gift_takes_no_central_receipt(brigade: Unit, keeper: Officer, member: Officer) -> None:
    assert not make_gift(brigade, member, by=keeper, amount="5000").takes_central_receipt


def test_a_gift_is_entered_once_and_a_receipt_noted_once(brigade: Unit, keeper: Officer, member: Officer) -> None:
    gift = make_gift(brigade, member, by=keeper)
    with pytest.raises(EnteredError):
        make_gift(brigade, member, by=keeper)
    note_receipt(gift, number="R1", on=AT.date(), by=keeper)
    with pytest.raises(ReceiptIssuedError):
        note_receipt(gift, number="R2", on=AT.date(), by=keeper)
    assert Entry.objects.filter(action__in=["outreach.donation_entered", "outreach.receipt_noted"]).count() == 2


def refused(brigade: Unit, giver: Officer, by: Officer, **told: object) -> type[DonationError] | None:
    plain: dict[str, object] = {"amount": Decimal(5), "is_special_dues": False, "given_on": AT.date()}
    try:
        enter_gift(begin_drive(brigade, "抗震救灾", by=by), giver, by=by, at=AT, **(plain | told))  # type: ignore[arg-type]
    except DonationError as error:
        return type(error)
    return None


def test_what_the_rules_refuse_is_not_stored(brigade: Unit, keeper: Officer, member: Officer) -> None:
    layman, stranger = make_officer(brigade), make_officer(make_brigade())
    tomorrow = AT.date() + dt.timedelta(days=1)
    assert refused(brigade, member, keeper, given_on=tomorrow) is FutureGiftError
    assert refused(brigade, layman, keeper, is_special_dues=True) is NoMemberError
    assert refused(brigade, stranger, keeper) is OtherBrigadeError
    assert refused(brigade, member, member) is NotKeeperError
    assert not Donation.objects.exists()


def test_the_month_tells_count_and_sum_alone(brigade: Unit, keeper: Officer, member: Officer) -> None:
    make_gift(brigade, member, by=keeper)
    make_gift(brigade, keeper, by=keeper, amount="50.50")
    months = [summary_of(brigade, month) for month in (Month(2026, 4), Month(2026, 5))]
    assert [(month.gifts, month.given) for month in months] == [(2, Decimal("250.50")), (0, Decimal(0))]


def test_gifts_are_read_by_the_keeper_and_the_giver_only(brigade: Unit, keeper: Officer, member: Officer) -> None:
    gift = make_gift(brigade, member, by=keeper)
    assert [gift in Donation.objects.visible_to(reader) for reader in (keeper, member, make_officer(member.unit))] == [
        True,
        True,
        False,
    ]

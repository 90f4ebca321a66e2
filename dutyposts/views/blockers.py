"""Where each thing that stands in the way of a month's next step is settled."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from dutyposts.queries.preflight import Blocker, BlockerCode
from organization.calendar import Month

PAGES = {
    BlockerCode.NOT_NOTICED: "dutyposts:month_notice",
    BlockerCode.OBJECTIONS: "dutyposts:ranking_month",
    BlockerCode.FLAGS: "dutyposts:flag_decision",
    BlockerCode.NOTICE_RUNS: "dutyposts:month_publish",
}
PLACES = {BlockerCode.OBJECTIONS: "#objections", BlockerCode.NOTICE_RUNS: "#notice"}
LISTS = {
    BlockerCode.DRAFTS: ("dutyposts:inspection_list", {"status": "draft"}),
    BlockerCode.BONUSES: ("dutyposts:event_list", {"kind": "bonus", "state": "waiting"}),
}


def linked(blockers: Iterable[Blocker], month: Month, address: str) -> list[tuple[Blocker, str]]:
    """Return each with the address where it is settled, empty where only time settles it.

    `address` is what follows the address of a page of the month.
    """
    return [(blocker, _address(blocker.code, month, address)) for blocker in blockers]


def _address(code: BlockerCode, month: Month, address: str) -> str:
    if code in LISTS:
        view, query = LISTS[code]
        return f"{reverse(view)}?{urlencode({'month': str(month)} | query)}"
    return reverse(PAGES[code], args=[month]) + address + PLACES.get(code, "") if code in PAGES else ""

"""The pledge letter, whatever file it becomes: official Chinese, the same words for every reader."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import translation

from audit.rules.chain import grouped
from organization.calendar import BEIJING
from organization.word import Line, Style
from pledges.actions.reviewing import passed_digests
from pledges.models import Pledge, PledgeItem, Review
from pledges.models.kinds import LevelName, OwnerKind
from pledges.rules.reviews import Level, open_items

LANGUAGE = "zh-hans"
TITLE = "公开承诺书"
_NUMBERS = "一二三四五"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Letter:
    """Blocks of lines; a block stays together on one page."""

    name: str
    signed_at: dt.datetime
    blocks: Sequence[Sequence[Line]]


def letter_of(pledge: Pledge, signed_at: dt.datetime) -> Letter:
    """Return the letter of a pledge that is as signed; three queries beyond the pledge with its promises."""
    with translation.override(LANGUAGE):
        items = list(pledge.items.all())
        blocks = [
            _lines([(Style.TITLE, TITLE), (Style.UNDER, f"{pledge.cycle.name}　第{pledge.version}版")]),
            _lines((Style.BODY, f"{label}：{text}") for label, text in _facts(pledge)),
            _lines([(Style.BODY, _opening(pledge))]),
            *(_promise(item) for item in items),
            *_reviews(pledge, items),
            _signature(pledge, signed_at),
        ]
    return Letter(f"{TITLE}-{pledge.owner_name}-{pledge.cycle.name}-第{pledge.version}版", signed_at, blocks)


def _lines(told: Iterable[tuple[Style, str]]) -> list[Line]:
    return [Line(style, _NOT_IN_XML.sub("", text)) for style, text in told]


def _facts(pledge: Pledge) -> list[tuple[str, str]]:
    cycle = pledge.cycle
    is_member = pledge.owner_kind == OwnerKind.MEMBER
    facts = [
        ("单位", pledge.unit.name),
        ("姓名" if is_member else pledge.get_owner_kind_display(), pledge.owner_name),
        ("职务" if is_member else "负责人", pledge.owner_title if is_member else pledge.author.name),
        ("承诺期", f"{_day(cycle.starts_on)}至{_day(cycle.ends_on)}"),
    ]
    return [(label, text) for label, text in facts if text]


def _opening(pledge: Pledge) -> str:
    who = "本人" if pledge.owner_kind == OwnerKind.MEMBER else f"本{pledge.get_owner_kind_display()}"
    return f"{who}向党组织和群众公开承诺如下，请予监督。"


def _promise(item: PledgeItem) -> list[Line]:
    shown = f"践诺体现：{item.shown_by}。" if item.shown_by else ""
    due = f"完成时限：{_day(item.due_on)}。" if item.due_on else ""
    heading = f"{_NUMBERS[item.position - 1]}、{item.get_kind_display()}（{item.get_criterion_display()}）"
    goal = [(Style.BODY, f"平台指标：{item.goal}。")] if item.goal else []
    return _lines([(Style.HEADING, heading), (Style.BODY, item.text), *goal, (Style.BODY, shown + due)])


def _reviews(pledge: Pledge, items: Iterable[PledgeItem]) -> list[list[Line]]:
    """Return a line for every level that has passed each promise as it reads now, by whom and when last."""
    digests = {item.position: item.digest for item in items}
    passed = passed_digests(pledge)
    closed = pledge.reviews.filter(outcome__in=[Review.Outcome.PASSED, Review.Outcome.RETURNED])
    last = {review.level: review for review in closed.select_related("closed_by").order_by("closed_at", "pk")}
    told = [
        (Style.BODY, f"{LevelName(level).label}审诺通过：{_closing(last[level])}")
        for level in Level
        if level in last and not open_items(digests, passed[level])
    ]
    return [_lines([(Style.HEADING, "审诺情况"), *told])] if told else []


def _closing(review: Review) -> str:
    name = review.closed_by.name if review.closed_by else ""
    return f"{name}，{_date(review.closed_at)}。" if review.closed_at else f"{name}。"


def _signature(pledge: Pledge, signed_at: dt.datetime) -> list[Line]:
    signer = "承诺人" if pledge.owner_kind == OwnerKind.MEMBER else "负责人"
    local = signed_at.astimezone(BEIJING)
    return _lines(
        [
            (Style.SIGNATURE, f"{signer}（签名）：________________"),
            (Style.SIGNATURE, _date(signed_at)),
            (Style.SMALL, f"{pledge.author.name}已于{_date(signed_at)}{local:%H:%M}在系统中签署。"),
            (Style.SMALL, f"承诺内容指纹（SHA-256前32位）：{grouped(pledge.digest)}"),
        ]
    )


def _date(moment: dt.datetime) -> str:
    return _day(moment.astimezone(BEIJING).date())


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

"""The rules a second time, from the text of docs/RULES.md alone: fractions of points, compared one by one."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cmp_to_key

CATEGORIES = {"enforcement": 30, "presence": 30, "appearance": 20, "style": 20}


@dataclass(frozen=True)
class Visit:
    """One inspection: what was found, as (category, points, count)."""

    findings: tuple[tuple[str, Decimal, int], ...]

    def category(self, name: str) -> Decimal:
        lost = [points * count for category, points, count in self.findings if category == name]
        return max(Decimal(0), CATEGORIES[name] - sum(lost, Decimal(0)))

    @property
    def score(self) -> Decimal:
        return sum((self.category(name) for name in CATEGORIES), Decimal(0))


@dataclass(frozen=True)
class Post:
    code: str
    visits: tuple[Visit, ...]
    events: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    is_vetoed: bool = False
    days: int = 31
    difficulty: Decimal = Decimal(1)

    @property
    def serious(self) -> int:
        return sum(count for visit in self.visits for _, points, count in visit.findings if points >= 5)

    def mean(self, name: str) -> Fraction:
        return sum((Fraction(visit.category(name)) for visit in self.visits), Fraction(0)) / len(self.visits)

    @property
    def score(self) -> Decimal | None:
        if not self.visits:
            return None
        mean = sum((Fraction(visit.score) for visit in self.visits), Fraction(0)) / len(self.visits)
        base = 100 - (100 - mean) / Fraction(self.difficulty)
        rounded = rounded_half_up(base)
        return min(Decimal(105), max(Decimal(0), rounded - min(Decimal(20), self.events) + min(Decimal(5), self.bonus)))

    @property
    def reason(self) -> str:
        if self.is_vetoed:
            return "veto"
        if len(self.visits) < 4:
            return "too_few_inspections"
        return "too_few_days" if self.days < 15 else ""


def rounded_half_up(value: Fraction) -> Decimal:
    """Round to two places through more decimal places than a half could hide in."""
    hundredths = value * 100
    whole = hundredths.numerator // hundredths.denominator
    tenth = Decimal(5) if (hundredths - whole) * 2 >= 1 else Decimal(0)
    return ((Decimal(whole) + tenth / 10) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def decider(one: Post, other: Post) -> tuple[str, int]:
    """Return what tells two posts apart and -1 when `one` stands above."""
    assert one.score is not None
    assert other.score is not None
    if one.score != other.score:
        return "score", -1 if one.score > other.score else 1
    if one.serious != other.serious:
        return "serious", -1 if one.serious < other.serious else 1
    for name in CATEGORIES:
        if one.mean(name) != other.mean(name):
            return name, -1 if one.mean(name) > other.mean(name) else 1
    worst = [min(visit.score for visit in post.visits) for post in (one, other)]
    if worst[0] != worst[1]:
        return "worst", -1 if worst[0] > worst[1] else 1
    return "shared", 0


def ranking(posts: list[Post]) -> list[tuple[str, int | None, str, str, bool]]:
    """Return (code, place, reason, decided by, wins a flag) of each post in order."""
    ranked = sorted((post for post in posts if not post.reason), key=lambda post: post.code)
    ranked.sort(key=cmp_to_key(lambda one, other: decider(one, other)[1]))
    rows: list[tuple[str, int | None, str, str, bool]] = []
    for index, post in enumerate(ranked):
        place = 1 + sum(decider(other, post)[1] < 0 for other in ranked)
        decided = decider(post, ranked[index + 1])[0] if index + 1 < len(ranked) else ""
        assert post.score is not None
        rows.append((post.code, place, "", decided, place <= 3 and post.score >= 85))
    unranked = sorted((post for post in posts if post.reason), key=lambda post: post.code)
    return rows + [(post.code, None, post.reason, "", False) for post in unranked]

"""When a priority passage is permitted: period, hours of the day, revocation (RULES.md, Windows and cases)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MOST_VEHICLES = 40


class Standing(StrEnum):
    """How a permit stands at a moment; a revoked one stays revoked after its end."""

    UPCOMING = "upcoming"
    VALID = "valid"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when until when a permit counts, the end excluded, and the hours of each day; None means the whole day."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    hour_from: dt.time | None = None
    hour_until: dt.time | None = None
    revoked_at: dt.datetime | None = None

    def standing(self, at: dt.datetime) -> Standing:
        if self.revoked_at is not None and self.revoked_at <= at:
            return Standing.REVOKED
        if at < self.starts_at:
            return Standing.UPCOMING
        return Standing.VALID if at < self.ends_at else Standing.ENDED

    def is_open(self, at: dt.datetime, time: dt.time) -> bool:
        """Tell whether a vehicle may pass at a moment; `time` is its time of day in Beijing."""
        return self.standing(at) == Standing.VALID and self.is_hour(time)

    def is_hour(self, time: dt.time) -> bool:
        """Tell whether a time of day is allowed, both ends included; hours may pass midnight."""
        if self.hour_from is None or self.hour_until is None:
            return True
        if self.hour_from <= self.hour_until:
            return self.hour_from <= time <= self.hour_until
        return time >= self.hour_from or time <= self.hour_until

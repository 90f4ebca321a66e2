from organization.calendar import Month


class MonthConverter:
    """A month in an address: `2026-10`; what is no month is no address."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month | str) -> str:
        return str(value)

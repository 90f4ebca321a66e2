from services.admin import (
    accidents,
    bookings,
    leniency,
    matters,
    passages,
    pioneers,
    ratings,
    reminders,
    tickets,
    windows,
)

__all__ = [
    "accidents",
    "bookings",
    "leniency",
    "matters",
    "passages",
    "pioneers",
    "ratings",
    "reminders",
    "tickets",
    "windows",
]

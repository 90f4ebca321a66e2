from services.admin import accidents, bookings, leniency, matters, passages, pioneers, reminders, tickets, windows

__all__ = ["accidents", "bookings", "leniency", "matters", "passages", "pioneers", "reminders", "tickets", "windows"]

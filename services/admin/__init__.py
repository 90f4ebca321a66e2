from services.admin import accidents, bookings, leniency, matters, passages, reminders, tickets, windows

__all__ = ["accidents", "bookings", "leniency", "matters", "passages", "reminders", "tickets", "windows"]

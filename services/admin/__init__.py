from services.admin import accidents, bookings, leniency, matters, tickets, windows

__all__ = ["accidents", "bookings", "leniency", "matters", "tickets", "windows"]

from services.admin import accidents, leniency, matters, tickets, windows

__all__ = ["accidents", "leniency", "matters", "tickets", "windows"]

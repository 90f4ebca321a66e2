from services.admin import matters, tickets, windows

__all__ = ["matters", "tickets", "windows"]

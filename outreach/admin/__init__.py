from outreach.admin import visits

__all__ = ["visits"]

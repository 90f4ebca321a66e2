from outreach.admin import campaigns, visits

__all__ = ["campaigns", "visits"]

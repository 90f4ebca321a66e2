from outreach.admin import campaigns, pairs, visits

__all__ = ["campaigns", "pairs", "visits"]

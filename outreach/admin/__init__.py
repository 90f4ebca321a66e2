from outreach.admin import campaigns, contests, lessons, pairs, visits

__all__ = ["campaigns", "contests", "lessons", "pairs", "visits"]

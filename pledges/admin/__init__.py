from pledges.admin import cycles, keeping

__all__ = ["cycles", "keeping"]

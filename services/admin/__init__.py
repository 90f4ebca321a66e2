from services.admin import matters, windows

__all__ = ["matters", "windows"]

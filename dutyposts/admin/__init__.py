from dutyposts.admin import flags, inspections, months, posts, standards

__all__ = ["flags", "inspections", "months", "posts", "standards"]

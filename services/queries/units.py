from organization.models import Unit


def units_of(brigade: Unit) -> list[Unit]:
    return list(Unit.objects.filter(brigade=brigade).order_by("path"))

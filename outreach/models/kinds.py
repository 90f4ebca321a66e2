"""The names of the rules' values, for columns and screens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.rules.categories import Category
from outreach.rules.topics import Topic


class CategoryName(models.TextChoices):
    DRIVER_VISIT = Category.DRIVER_VISIT.value, _("drivers visited at home")
    PARTY_FOLLOWUP = Category.PARTY_FOLLOWUP.value, _("case parties followed up")
    VICTIM_VISIT = Category.VICTIM_VISIT.value, _("accident victims visited")
    COMMUNITY_VISIT = Category.COMMUNITY_VISIT.value, _("communities")
    VILLAGE_VISIT = Category.VILLAGE_VISIT.value, _("villages")
    SCHOOL_VISIT = Category.SCHOOL_VISIT.value, _("schools")
    TRANSPORT_FIRM_VISIT = Category.TRANSPORT_FIRM_VISIT.value, _("passenger transport firms")
    ENTERPRISE_VISIT = Category.ENTERPRISE_VISIT.value, _("other enterprises and institutions")
    GOOD_DEED = Category.GOOD_DEED.value, _("practical help for enterprises")
    OPEN_CAMP = Category.OPEN_CAMP.value, _("police open days")
    SYMPOSIUM = Category.SYMPOSIUM.value, _("symposia")
    DELEGATE_VISIT = Category.DELEGATE_VISIT.value, _("deputies, committee members and supervisors visited")
    CONSULTATION_STATION = Category.CONSULTATION_STATION.value, _("mobile consultation stations")


class TopicName(models.TextChoices):
    DRINK_DRIVING = Topic.DRINK_DRIVING.value, _("drink driving")
    SPEEDING = Topic.SPEEDING.value, _("speeding")
    FATIGUE = Topic.FATIGUE.value, _("driving when tired")
    RED_LIGHTS = Topic.RED_LIGHTS.value, _("running red lights")
    FORCED_OVERTAKING = Topic.FORCED_OVERTAKING.value, _("forced overtaking")
    OVERLOADING = Topic.OVERLOADING.value, _("overloading")
    SCHOOL_WAY = Topic.SCHOOL_WAY.value, _("the way to school")
    TWO_WHEELERS = Topic.TWO_WHEELERS.value, _("helmets and two-wheelers")
    FLEET_SAFETY = Topic.FLEET_SAFETY.value, _("safety of fleets")
    LICENCES = Topic.LICENCES.value, _("licences and vehicles")
    PARKING = Topic.PARKING.value, _("parking")
    ROAD_FACILITIES = Topic.ROAD_FACILITIES.value, _("lights, signs and markings")
    ACCIDENT_CASES = Topic.ACCIDENT_CASES.value, _("accident cases")
    DISCIPLINE = Topic.DISCIPLINE.value, _("conduct of the police")


# In what the figure of a category is counted.
COUNTED_IN = {
    CategoryName.DRIVER_VISIT: _("persons"),
    CategoryName.PARTY_FOLLOWUP: _("persons"),
    CategoryName.VICTIM_VISIT: _("persons"),
    CategoryName.COMMUNITY_VISIT: _("places"),
    CategoryName.VILLAGE_VISIT: _("places"),
    CategoryName.SCHOOL_VISIT: _("sites"),
    CategoryName.TRANSPORT_FIRM_VISIT: _("firms"),
    CategoryName.ENTERPRISE_VISIT: _("places"),
    CategoryName.GOOD_DEED: _("deeds"),
    CategoryName.OPEN_CAMP: _("occasions"),
    CategoryName.SYMPOSIUM: _("occasions"),
    CategoryName.DELEGATE_VISIT: _("persons"),
    CategoryName.CONSULTATION_STATION: _("persons"),
}


# The figure of the report that the register of leniency counts.
_LENIENCY = (_("minor violations of enterprises' vehicles let off with words"), _("occasions"))


def figure_name(key: str) -> str:
    """Return how a figure of the report is called."""
    return str(CategoryName(key).label if key in CategoryName else _LENIENCY[0])


def figure_unit(key: str) -> str:
    """Return in what a figure of the report is counted."""
    return str(COUNTED_IN[CategoryName(key)] if key in CategoryName else _LENIENCY[1])

"""The one table of who may do what: a role holds rights, is bound to a unit and reaches what lies below it."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    INSPECTOR = "inspector"
    UNIT_LEADER = "unit_leader"
    PARTY_GROUP_LEADER = "party_group_leader"
    COMMITTEE_MEMBER = "committee_member"
    SUPERVISOR = "supervisor"
    WINDOW_CLERK = "window_clerk"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"


# Nobody holds two of these, and none of them together with a role of the daily work.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})

_DUTY = frozenset(Role) - ADMINISTRATORS
_INSPECTING = frozenset({Role.INSPECTOR, Role.SUPERVISOR})
_SUPERVISING = frozenset({Role.SUPERVISOR})
_LEADING = frozenset({Role.SUPERVISOR, Role.UNIT_LEADER})
_CLERKS = frozenset({Role.SUPERVISOR, Role.UNIT_LEADER, Role.WINDOW_CLERK})
_GROUP = frozenset({Role.PARTY_GROUP_LEADER})
_BRANCH = frozenset({Role.SUPERVISOR, Role.COMMITTEE_MEMBER})
_SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})
_SECURITY = frozenset({Role.SECURITY_ADMINISTRATOR})
_AUDITING = frozenset({Role.AUDITOR})

RIGHTS: dict[str, frozenset[Role]] = {
    "dutyposts.view_posts": _DUTY,
    "dutyposts.record_inspection": _INSPECTING,
    "dutyposts.void_inspection": _SUPERVISING,
    "dutyposts.propose_event": _INSPECTING | _LEADING,
    "dutyposts.approve_bonus": _SUPERVISING,
    "dutyposts.void_event": _SUPERVISING,
    "dutyposts.file_objection": _DUTY,
    "dutyposts.decide_objection": _INSPECTING,
    "dutyposts.view_standings": _SUPERVISING,
    "dutyposts.compute_month": _SUPERVISING,
    "dutyposts.notice_month": _SUPERVISING,
    "dutyposts.publish_month": _SUPERVISING,
    "dutyposts.reopen_month": _SUPERVISING,
    "dutyposts.manage_posts": _SUPERVISING,
    "dutyposts.manage_standard": _SUPERVISING,
    "dutyposts.manage_flags": _SUPERVISING,
    "dutyposts.import_records": _SUPERVISING,
    "pledges.view_pledges": _DUTY,
    "pledges.write_pledge": _DUTY,
    "pledges.cast_ballot": _DUTY,
    "pledges.hand_over_review": _BRANCH,
    "pledges.manage_cycles": _BRANCH,
    "pledges.take_down": _BRANCH,
    "pledges.appraise": _BRANCH,
    "pledges.comment": _BRANCH | _LEADING | _GROUP,
    "pledges.read_comments": _BRANCH,
    "outreach.view_visits": _DUTY,
    "outreach.record_visit": _DUTY,
    "outreach.manage_visits": _LEADING,
    "outreach.lead_pairs": frozenset({Role.UNIT_LEADER}),
    "outreach.stand_in_for_leader": _SUPERVISING,
    "outreach.manage_places": _SUPERVISING,
    "outreach.manage_campaigns": _LEADING,
    "outreach.ask_excuse": _LEADING,
    "outreach.decide_excuse": _SUPERVISING,
    "outreach.manage_contests": _LEADING,
    "outreach.manage_lessons": _LEADING,
    "outreach.keep_donations": _SUPERVISING,
    "outreach.import_records": _SUPERVISING,
    "services.view_windows": _DUTY,
    "services.work_windows": _CLERKS,
    "services.call_back": _SUPERVISING,
    "services.check_pioneers": _SUPERVISING,
    "services.review_ratings": _SUPERVISING,
    "services.lead_windows": _LEADING,
    "services.manage_windows": _SUPERVISING,
    "services.view_leniency": _DUTY,
    "services.record_leniency": _DUTY,
    "services.lead_leniency": _LEADING,
    "services.check_leniency": _SUPERVISING,
    "services.view_passages": _DUTY,
    "services.grant_passages": _LEADING,
    "services.view_accidents": _DUTY,
    "services.record_accident": _DUTY,
    "services.lead_accidents": _LEADING,
    "services.import_records": _SUPERVISING,
    "services.import_matters": _SYSTEM,
    "dashboard.view_overview": _LEADING,
    "organization.view_people": _DUTY | _SYSTEM | _SECURITY,
    "organization.manage_units": _SYSTEM,
    "organization.manage_accounts": _SYSTEM,
    "organization.manage_party": _SUPERVISING,
    "organization.manage_roles": _SECURITY,
    "organization.manage_settings": _SUPERVISING,
    "organization.manage_calendar": _SYSTEM,
    "organization.import_records": _SYSTEM,
    "audit.view_entries": _AUDITING,
}

# Which right lets one look at a model, and which lets one change it, in the admin.
MODELS: dict[str, tuple[frozenset[Role], frozenset[Role]]] = {
    "audit.entry": (_AUDITING, frozenset()),
    "organization.unit": (_SYSTEM | _SECURITY | _SUPERVISING, _SYSTEM),
    "organization.officer": (_SYSTEM | _SECURITY | _SUPERVISING, _SYSTEM),
    "organization.posting": (_SYSTEM | _SUPERVISING, _SYSTEM),
    "organization.roleholding": (_SECURITY, _SECURITY),
    "organization.partybranch": (_SUPERVISING, _SUPERVISING),
    "organization.partygroup": (_SUPERVISING, _SUPERVISING),
    "organization.committeeseat": (_SUPERVISING, _SUPERVISING),
    "organization.leadinggroup": (_SUPERVISING, _SUPERVISING),
    "organization.leadinggroupseat": (_SUPERVISING, _SUPERVISING),
    "organization.brigadesetting": (_SUPERVISING, _SUPERVISING),
    "organization.calendarday": (_SYSTEM | _SUPERVISING, _SYSTEM),
    "organization.importjob": (_SUPERVISING | _SYSTEM, frozenset()),
    "dutyposts.standard": (_SUPERVISING, _SUPERVISING),
    "dutyposts.standardcategory": (_SUPERVISING, _SUPERVISING),
    "dutyposts.item": (_SUPERVISING, _SUPERVISING),
    "dutyposts.dutypost": (_SUPERVISING, _SUPERVISING),
    "dutyposts.postdifficulty": (_SUPERVISING, _SUPERVISING),
    "dutyposts.assignment": (_SUPERVISING, _SUPERVISING),
    "dutyposts.inspection": (_SUPERVISING, _SUPERVISING),
    "dutyposts.finding": (_SUPERVISING, frozenset()),
    "dutyposts.photo": (_SUPERVISING, frozenset()),
    "dutyposts.event": (_SUPERVISING, _SUPERVISING),
    "dutyposts.objection": (_SUPERVISING, frozenset()),
    "dutyposts.ranking": (_SUPERVISING, frozenset()),
    "dutyposts.postscore": (_SUPERVISING, frozenset()),
    "dutyposts.monthrun": (_SUPERVISING, frozenset()),
    "dutyposts.flag": (_SUPERVISING, _SUPERVISING),
    "dutyposts.flagholding": (_SUPERVISING, frozenset()),
    "pledges.cycle": (_BRANCH, _BRANCH),
    "pledges.pledgetemplate": (_BRANCH, _BRANCH),
    "pledges.publictally": (_SUPERVISING, frozenset()),
    "pledges.comment": (_SUPERVISING, frozenset()),
    "outreach.visit": (_SUPERVISING, frozenset()),
    "outreach.household": (_SUPERVISING, frozenset()),
    "outreach.place": (_SUPERVISING, frozenset()),
    "outreach.opinion": (_SUPERVISING, frozenset()),
    "outreach.campaign": (_SUPERVISING, frozenset()),
    "outreach.publicityevent": (_SUPERVISING, frozenset()),
    "outreach.excuse": (_SUPERVISING, frozenset()),
    "outreach.squadronmonth": (_SUPERVISING, frozenset()),
    "outreach.shortfallwarning": (_SUPERVISING, frozenset()),
    "outreach.drive": (_SUPERVISING, frozenset()),
    "outreach.donation": (_SUPERVISING, frozenset()),
    "outreach.contest": (_SUPERVISING, frozenset()),
    "outreach.entry": (_SUPERVISING, frozenset()),
    "outreach.lesson": (_SUPERVISING, frozenset()),
    "services.ruleversion": (_SUPERVISING | _SYSTEM, frozenset()),
    "services.matter": (_SUPERVISING | _SYSTEM, frozenset()),
    "services.matterrule": (_SUPERVISING | _SYSTEM, frozenset()),
    "services.ticket": (_SUPERVISING, frozenset()),
    "services.booking": (_SUPERVISING, frozenset()),
    "services.rating": (_SUPERVISING, frozenset()),
    "services.window": (_SUPERVISING, _SUPERVISING),
    "services.pioneercheck": (_SUPERVISING, frozenset()),
    "services.accidentcase": (_SUPERVISING, frozenset()),
    "services.passagepermit": (_SUPERVISING, frozenset()),
    "services.leniency": (_SUPERVISING, frozenset()),
    "services.reminder": (_SUPERVISING, frozenset()),
}

STAFF = _SUPERVISING | ADMINISTRATORS


def roles_with(right: str) -> frozenset[Role]:
    """Return the roles that hold `right`: a name of RIGHTS, or a model permission such as `dutyposts.change_flag`.

    An unknown right is held by nobody.
    """
    if right in RIGHTS:
        return RIGHTS[right]
    app, _, codename = right.partition(".")
    verb, _, model = codename.partition("_")
    seeing, changing = MODELS.get(f"{app}.{model}", (frozenset(), frozenset()))
    return {"view": seeing, "add": changing, "change": changing, "delete": changing}.get(verb, frozenset())


def may_hold_together(roles: Collection[Role]) -> bool:
    """Tell whether one person may hold all of `roles`: an administrator's role stands alone."""
    administrators = ADMINISTRATORS.intersection(roles)
    return not administrators or (set(roles) == administrators and len(administrators) == 1)

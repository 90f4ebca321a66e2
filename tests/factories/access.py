"""One of everything in one brigade, and somebody of every role to look at it."""

import datetime as dt
import time
from dataclasses import dataclass
from uuid import UUID

from django.test import Client
from django.urls import get_resolver, reverse

from audit.models import Entry
from dutyposts.actions.computing import compute_month
from dutyposts.actions.flags import make_flags
from dutyposts.actions.objections import file_objection
from dutyposts.actions.photos import add_photo
from organization.actions.portraits import give_portrait
from organization.forms.own_password import ENTERED
from organization.models import CommitteeSeat, ImportJob, Officer, PartyBranch, Unit
from organization.rules.permissions import Role
from outreach.actions.photos import add_photo as add_visit_photo
from outreach.models import Place
from pledges.actions.drafting import begin_pledge, save_items, submit_pledge
from pledges.actions.evidence import add_evidence
from pledges.actions.keeping import ProgressInput, add_progress
from pledges.models import Evidence, Pledge
from pledges.rules.criteria import Owner
from services.actions.slips import issue_notice
from services.rules.leniency import Rule
from tests.factories.duty import AFTER, MONTH, NOON, add_event, assign, inspect_often, make_post, make_standard
from tests.factories.outreach import (
    agree,
    award,
    make_campaign,
    make_contest,
    make_entry,
    make_event,
    make_excuse,
    make_gift,
    make_household,
    make_lesson,
    make_opinion,
    make_visit,
    report,
    visit_of_household,
)
from tests.factories.people import LONG_AGO, make_brigade, make_inspector, make_officer, make_unit
from tests.factories.pictures import picture, upload
from tests.factories.pledges import NOW, TWO, make_cycle, pass_all
from tests.factories.services import (
    make_accident,
    make_booking,
    make_called,
    make_case,
    make_leniency,
    make_permit,
    make_pioneer,
    make_rating,
    make_slot,
    make_ticket,
    make_window,
)

BACKEND = "organization.authentication.RoleBackend"
ROLES = (
    "anonymous",
    "officer",
    "officer of another unit",
    "officer of another brigade",
    "inspector",
    "window clerk",
    "unit leader",
    "supervisor",
    "supervisor of another brigade",
    "supervisor of the detachment",
    "system administrator",
    "security administrator",
    "auditor",
)


@dataclass(frozen=True, slots=True)
class World:
    """`arguments` holds what stands in an address, by the whole name of the address or by the argument's own name."""

    officers: dict[str, Officer]
    arguments: dict[str, object]

    def client_of(self, role: str) -> Client:
        client = Client()
        if role in self.officers:
            client.force_login(self.officers[role], backend=BACKEND)
        return client

    def address(self, name: str) -> str:
        """Return the address of `name` for the objects of the first brigade."""
        found = {key: self.arguments.get(f"{name} {key}", self.arguments.get(key)) for key in wanted(name)}
        return f"{reverse(name, kwargs=found)}?brigade=B1"


def enter_password(client: Client) -> None:
    """Let the session hold that the password was entered again just now."""
    session = client.session
    session[ENTERED] = int(time.time())
    session.save()


def wanted(name: str) -> list[str]:
    """Return the names of what stands in the address called `name`."""
    space, _, own = name.rpartition(":")
    resolver = get_resolver()
    if space:
        resolver = resolver.namespace_dict[space][1]
    return list(resolver.reverse_dict.getlist(own)[0][0][0][1])


def make_world() -> World:
    detachment = make_unit(Unit.Kind.DETACHMENT, code="DD")
    brigade, other = make_brigade(code="B1", parent=detachment), make_brigade(code="B2", parent=detachment)
    unit, next_unit, far = make_unit(parent=brigade), make_unit(parent=brigade), make_unit(parent=other)
    officers = {
        "officer": make_officer(unit),
        "officer of another unit": make_officer(next_unit),
        "officer of another brigade": make_officer(far),
        "inspector": make_inspector(brigade),
        "window clerk": make_officer(unit, role=Role.WINDOW_CLERK, at=brigade),
        "unit leader": make_officer(unit, role=Role.UNIT_LEADER),
        "supervisor": make_officer(brigade, role=Role.SUPERVISOR),
        "supervisor of another brigade": make_officer(other, role=Role.SUPERVISOR),
        "supervisor of the detachment": make_officer(detachment, role=Role.SUPERVISOR),
        "system administrator": make_officer(brigade, role=Role.SYSTEM_ADMINISTRATOR),
        "security administrator": make_officer(brigade, role=Role.SECURITY_ADMINISTRATOR),
        "auditor": make_officer(brigade, role=Role.AUDITOR),
    }
    return World(officers, arguments_of(brigade, unit, officers))


def arguments_of(brigade: Unit, unit: Unit, officers: dict[str, Officer]) -> dict[str, object]:
    make_standard()
    post = make_post(unit, code="P1")
    window = make_window(unit, officers["window clerk"])
    pioneer = make_pioneer(window, officers["officer of another unit"])
    case = make_case(window, officers["window clerk"], at=AFTER)
    issue_notice(case, by=officers["window clerk"], at=AFTER)
    rating = make_rating(window, officers["window clerk"], at=AFTER)
    make_called(rating, officers["supervisor"], is_passed_on=False, at=AFTER)
    ticket = make_ticket(brigade, officers["window clerk"], at=AFTER)
    slot = make_slot(brigade, AFTER.date() + dt.timedelta(days=30))
    booking = make_booking(slot, officers["window clerk"], at=AFTER)
    assign(post, officers["officer"], is_leader=True)
    inspector = officers["inspector"]
    inspection, second, *_others = inspect_often(post, inspector, "A1")
    photo = add_photo(inspection, upload(picture()), by=inspector, at=NOON)
    event = add_event(post, "J1", by=officers["unit leader"])
    job = ImportJob.objects.create(
        kind="posts", file_name="posts.csv", started_by=officers["supervisor"], started_at=NOON
    )
    objection = file_objection(second.findings.get(), claim="当时在岗", by=officers["officer"], at=AFTER)
    flag = make_flags(brigade, 1, by=None, at=NOON)[0]
    compute_month(brigade, MONTH, by=None, at=AFTER)
    entry = Entry.objects.filter(scope=unit.path).earliest("number")
    visit = make_visit(officers["officer"])
    visit_photo = add_visit_photo(visit, upload(picture()), by=officers["officer"], at=AFTER)
    household = make_household(unit, officers["officer"], by=officers["unit leader"])
    visit_of_household(household, by=officers["officer"])
    gift = make_gift(brigade, officers["officer"], by=officers["supervisor"])
    opinion = make_opinion(visit, by=officers["officer"])
    campaign = make_campaign(unit, by=officers["unit leader"])
    publicity = make_event(officers["officer"], campaign=campaign)
    excuse = make_excuse(unit, by=officers["unit leader"])
    contest = make_contest(brigade, by=officers["supervisor"])
    entry_of_pupil = make_entry(contest, by=officers["officer"])
    awarded = make_contest(brigade, by=officers["supervisor"], title="awarded")
    award(awarded, by=officers["supervisor"], judge=officers["inspector"])
    lesson = make_lesson(officers["officer"])
    held = report(
        agree(make_lesson(officers["officer"]), officers["officer"], by=officers["supervisor"]), by=officers["officer"]
    )
    register = make_leniency(officers["officer"], Rule.W3, at=AFTER)
    accident = make_accident(officers["officer"], at=NOON)
    ends_at = AFTER + dt.timedelta(days=9)
    permit = make_permit(brigade, officers["unit leader"], at=AFTER, starts_at=AFTER, ends_at=ends_at)
    pledge = posted_pledge(brigade, officers["officer"], secretary=officers["supervisor"])
    evidence = noted_evidence(pledge)
    portrait = give_portrait(upload(picture()), by=pledge.author, at=NOW)
    return {
        "month": MONTH,
        "year": MONTH.year,
        "code": post.code,
        "kind": "posts",
        "number": inspection.number,
        "dutyposts:event_approve number": event.number,
        "dutyposts:event_void number": event.number,
        "dutyposts:photo pk": photo.pk,
        "dutyposts:photo_thumbnail pk": photo.pk,
        "dutyposts:photo_remove pk": photo.pk,
        "dashboard:import_detail pk": job.pk,
        "dutyposts:objection_new pk": inspection.findings.get().pk,
        "dutyposts:objection_decide pk": objection.pk,
        "dutyposts:flag_withdraw pk": flag.pk,
        "audit:entry_detail number": entry.number,
        "outreach:visit_detail number": visit.number,
        "outreach:visit_edit number": visit.number,
        "outreach:visit_strike_out number": visit.number,
        "outreach:opinion_new number": visit.number,
        "outreach:visit_contact number": visit.number,
        "outreach:photo_add number": visit.number,
        "outreach:pair number": household.number,
        "outreach:pair_show number": household.number,
        "outreach:pair_docx number": household.number,
        "outreach:pair_xlsx number": household.number,
        "outreach:pair_visit_strike_out pk": household.visits.get().pk,
        "outreach:photo pk": visit_photo.pk,
        "outreach:photo_thumbnail pk": visit_photo.pk,
        "outreach:photo_remove pk": visit_photo.pk,
        "outreach:place_leave_out pk": Place.objects.get(brigade=brigade).pk,
        "outreach:opinion pk": opinion.pk,
        "outreach:campaign pk": campaign.pk,
        "outreach:campaign_edit pk": campaign.pk,
        "outreach:campaign_close pk": campaign.pk,
        "outreach:campaign_docx pk": campaign.pk,
        "outreach:event pk": publicity.pk,
        "outreach:event_edit pk": publicity.pk,
        "outreach:event_cancel pk": publicity.pk,
        "outreach:event_visit pk": publicity.pk,
        "outreach:excuse_decide pk": excuse.pk,
        "outreach:contest pk": contest.pk,
        "outreach:contest_edit pk": contest.pk,
        "outreach:entry_new pk": contest.pk,
        "outreach:contest_awards pk": awarded.pk,
        "outreach:contest_awards_export pk": awarded.pk,
        "outreach:entry code": entry_of_pupil.code,
        "outreach:entry_show code": entry_of_pupil.code,
        "outreach:entry_withdraw code": entry_of_pupil.code,
        "outreach:entry_work code": entry_of_pupil.code,
        "outreach:entry_thumbnail code": entry_of_pupil.code,
        "outreach:lesson pk": lesson.pk,
        "outreach:lesson_show pk": lesson.pk,
        "outreach:lesson_sheet pk": held.pk,
        "outreach:lesson_visit pk": held.pk,
        "outreach:drive pk": gift.drive_id,
        "outreach:drive_export pk": gift.drive_id,
        "outreach:receipt pk": gift.pk,
        "rule": "W1",
        "services:accident number": accident.number,
        "services:accident_show number": accident.number,
        **dict.fromkeys(
            ("services:passage number", "services:passage_show number", "services:passage_paper number"), permit.number
        ),
        "services:leniency number": register.number,
        **dict.fromkeys(("services:leniency_edit number", "services:leniency_strike_out number"), register.number),
        "services:leniency_show number": register.number,
        "pledges:ballot pk": pledge.cycle_id,
        "pledges:appraisal pk": pledge.cycle_id,
        "pledges:ballots_close pk": pledge.cycle_id,
        "pledges:ballots_open pk": pledge.cycle_id,
        "pledges:cycle_conclude pk": pledge.cycle_id,
        "pledges:conclude pk": pledge.pk,
        "pledges:detail pk": pledge.pk,
        "pledges:review pk": pledge.reviews.get().pk,
        "pledges:review_hand_over pk": pledge.reviews.get().pk,
        "pledges:revise pk": pledge.pk,
        "pledges:save pk": pledge.pk,
        "pledges:tally_add pk": pledge.pk,
        "pledges:letter_docx pk": pledge.pk,
        "pledges:letter_pdf pk": pledge.pk,
        "pledges:ledger_xlsx pk": pledge.cycle_id,
        "pledges:results pk": pledge.cycle_id,
        "pledges:take_back pk": pledge.pk,
        "pledges:withdraw pk": pledge.pk,
        "pledges:take_down pk": pledge.pk,
        "pledges:progress pk": evidence.progress_id,
        "pledges:progress_withdraw pk": evidence.progress_id,
        "pledges:evidence_add pk": evidence.progress_id,
        "pledges:evidence pk": evidence.pk,
        "pledges:evidence_thumbnail pk": evidence.pk,
        **dict.fromkeys(
            ("services:case number", "services:case_show number", "services:case_slip number"), case.number
        ),
        **dict.fromkeys(
            ("services:booking number", "services:booking_show number", "services:booking_paper number"),
            booking.number,
        ),
        "services:case_new code": "DL5",
        "services:case_rating number": rating.case.number,
        "services:rate token": rating.token,
        "services:rating_call pk": rating.pk,
        "services:pioneer_check pk": pioneer.pk,
        "quarter": 3,
        "services:rating_review pk": rating.pk,
        "services:ticket pk": ticket.pk,
        "services:ticket_window pk": window.pk,
        "services:guide code": brigade.code,
        "services:guide_matter code": brigade.code,
        **dict.fromkeys(
            ("services:hall code", "services:hall_screen code", "services:hall_portrait code"), brigade.code
        ),
        "services:guide_matter matter": "DL5",
        "position": 1,
        "pledges:wall code": brigade.code,
        "pledges:wall_screen code": brigade.code,
        "pledges:wall_portrait code": brigade.code,
        "digest": portrait.digest,
    }


def posted_pledge(brigade: Unit, author: Officer, *, secretary: Officer) -> Pledge:
    """Let `author`, who is in no group, pledge, and the branch's secretary pass it."""
    branch = PartyBranch.objects.create(unit=brigade, name="党支部")
    CommitteeSeat.objects.create(
        branch=branch, officer=secretary, position=CommitteeSeat.Position.SECRETARY, started_on=LONG_AGO.date()
    )
    author.party_standing = Officer.PartyStanding.MEMBER
    author.save()
    pledge = begin_pledge(make_cycle(brigade), Owner.MEMBER, by=author, at=NOW)
    save_items(pledge, TWO, by=author, at=NOW)
    return pass_all(submit_pledge(pledge, by=author, at=NOW))


def noted_evidence(pledge: Pledge) -> Evidence:
    """Let the author note progress with a picture."""
    told = ProgressInput(text="读完1本", evidence="学习记录12号", happened_on=NOW.date())
    by = pledge.author
    note = add_progress(pledge.items.get(position=1), told, client_id=UUID(int=1), by=by, at=NOW)
    return add_evidence(note, upload(picture()), by=by, at=NOW)

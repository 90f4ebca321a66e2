import datetime as dt
import re
from hashlib import sha256
from io import BytesIO
from urllib.parse import quote

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from audit.models import Entry
from organization.models import Officer
from pledges.actions.appraising import (
    close_ballots,
    conclude_cycle,
    conclude_item,
    conclude_pledge,
    mark_for_organization,
    open_ballots,
)
from pledges.actions.drafting import begin_pledge, save_items
from pledges.actions.reviewing import Verdict, review_pledge
from pledges.exports.letter_pdf import cut
from pledges.models import Pledge, PledgeItem
from pledges.models.kinds import CriterionName
from pledges.rules.appraisal import Conclusion, Grade, Mark
from pledges.rules.criteria import Owner
from pledges.rules.reviews import Decision
from tests.factories.access import BACKEND
from tests.factories.people import make_officer
from tests.factories.pledges import (
    NOW,
    TWO,
    Party,
    item,
    make_member,
    make_party,
    make_posted,
    make_submitted,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def party() -> Party:
    return make_party()


def sign_in(client: Client, officer: Officer) -> Client:
    client.force_login(officer, backend=BACKEND)
    return client


def letter(client: Client, pledge: Pledge, kind: str = "docx") -> bytes:
    response = client.get(f"/pledges/{pledge.pk}/letter.{kind}")
    assert response.status_code == 200
    return b"".join(response)


def lines_of(file: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(file)).paragraphs]


def mapped_characters(file: bytes) -> set[str]:
    """Return the characters that the fonts of a PDF file give back to whoever copies its text."""
    return {bytes.fromhex(code.decode()).decode("utf-16-be") for code in re.findall(rb"<[0-9A-F]{4}> <(\w+)>", file)}


def test_letter_says_what_was_signed_and_who_passed_it(party: Party, client: Client) -> None:
    pledge = make_posted(party)
    first, second = (pledge.digest[at : at + 4] for at in (0, 4))
    lines = lines_of(letter(sign_in(client, party.member), pledge))
    assert lines[-1].startswith(f"承诺内容指纹（SHA-256前32位）：{first} {second} ")
    assert lines[:-1] == [
        "公开承诺书",
        "2026年　第1版",
        f"单位：{party.squadron.name}",
        "姓名：王党员",
        "承诺期：2026年1月1日至2026年12月31日",
        "本人向党组织和群众公开承诺如下，请予监督。",
        "一、岗位承诺（带头学习提高）",
        "每月读1本书，写1篇心得",
        "践诺体现：学习记录。完成时限：2026年12月31日。",
        "二、岗位承诺（带头争创佳绩）",
        "早晚高峰提前10分钟到岗",
        "践诺体现：学习记录。完成时限：2026年12月31日。",
        "审诺情况",
        "党小组审诺通过：黄组长，2026年1月20日。",
        "党支部审诺通过：陈书记，2026年1月20日。",
        "承诺人（签名）：________________",
        "2026年1月20日",
        "王党员已于2026年1月20日09:00在系统中签署。",
    ]


def test_a_pass_counts_only_while_the_words_are_the_same(party: Party, client: Client) -> None:
    pledge = make_submitted(party)
    for decision in (Decision.PASS, Decision.AMEND):
        review = pledge.reviews.open().get()
        verdicts = {1: Verdict(Decision.PASS), 2: Verdict(decision, "写明次数")}
        review_pledge(review, verdicts, by=review.reviewer, at=NOW)
    sign_in(client, party.member)
    assert "党小组审诺通过：黄组长，2026年1月20日。" in lines_of(letter(client, pledge))
    changed = (TWO[0], item("每天提前10分钟到岗", criterion=CriterionName.EXCEL))
    save_items(pledge, changed, by=party.member, at=NOW)
    assert client.get(f"/pledges/{pledge.pk}/letter.docx").status_code == 404


def test_letter_of_a_group_names_who_answers_for_it(party: Party, client: Client) -> None:
    pledge = begin_pledge(party.cycle, Owner.GROUP, by=party.leader, at=NOW)
    goods = (CriterionName.MEMBERS, CriterionName.PERFORMANCE)
    save_items(pledge, [item(criterion=good) for good in goods], by=party.leader, at=NOW)
    pledge.digest, pledge.signed_at = Pledge.objects.get(pk=pledge.pk).digest_now(), NOW
    pledge.save()
    lines = lines_of(letter(sign_in(client, party.leader), pledge))
    assert lines[3:6:2] == ["党小组：一中队党小组", "承诺期：2026年1月1日至2026年12月31日"]
    assert (lines[4], lines[-4]) == ("负责人：黄组长", "负责人（签名）：________________")


def test_word_letter_names_its_chinese_fonts(party: Party, client: Client) -> None:
    paper = Document(BytesIO(letter(sign_in(client, party.member), make_posted(party))))
    runs = [paragraph.runs[0].element.get_or_add_rPr() for paragraph in paper.paragraphs]
    named = [run.get_or_add_rFonts().get(qn("w:eastAsia")) for run in runs]
    assert named[:3] == ["方正小标宋简体", "楷体", "仿宋"]
    assert set(named) == {"方正小标宋简体", "楷体", "仿宋", "黑体"}


def test_pdf_letter_carries_its_fonts_and_the_same_words(party: Party, client: Client) -> None:
    pledge = make_posted(party)
    words = set("".join(lines_of(letter(sign_in(client, party.member), pledge))))
    file = letter(client, pledge, "pdf")
    assert sorted(set(re.findall(rb"/FontName /\w+\+(\w+)", file))) == [b"NotoSansSC", b"NotoSerifSC"]
    assert (file.count(b"/FontFile3"), words - mapped_characters(file)) == (2, set())


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_same_pledge_gives_the_same_bytes(party: Party, client: Client, kind: str) -> None:
    pledge, digests = make_posted(party), set()
    for day in (1, 2):
        with time_machine.travel(NOW + dt.timedelta(days=day)):
            digests.add(sha256(letter(sign_in(client, party.member), pledge, kind)).hexdigest())
    assert len(digests) == 1


def test_letter_is_a_file_of_a_chinese_name(party: Party, client: Client) -> None:
    response = sign_in(client, party.member).get(f"/pledges/{make_posted(party).pk}/letter.pdf")
    response.close()
    told = [response[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")]
    name = quote("公开承诺书-王党员-2026年-第1版.pdf")
    assert told == ["application/pdf", f"attachment; filename*=utf-8''{name}", "nosniff"]


def test_signs_that_no_file_holds_are_left_out(party: Party, client: Client) -> None:
    pledge = make_posted(party, items=(item("每月\x08读1本书\ufffe"), TWO[1]))
    assert lines_of(letter(sign_in(client, party.member), pledge))[7] == "每月读1本书"


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_who_may_not_read_the_pledge_gets_no_letter(party: Party, client: Client, kind: str) -> None:
    draft = begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW)
    under_review, posted = make_submitted(party, by=party.leader), make_posted(make_party())
    sign_in(client, party.member)
    answers = [
        client.get(f"/pledges/{pledge.pk}/letter.{kind}").status_code for pledge in (draft, under_review, posted)
    ]
    assert answers == [404, 404, 404]


def test_altered_pledge_has_no_letter(party: Party, client: Client) -> None:
    pledge = make_posted(party)
    PledgeItem.objects.filter(pledge=pledge).update(text="少读一点")
    assert sign_in(client, party.member).get(f"/pledges/{pledge.pk}/letter.pdf").status_code == 404


@pytest.mark.parametrize("promises", [2, 5])
def test_queries_of_a_letter_do_not_grow(
    party: Party, client: Client, promises: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pledge = make_posted(party, items=[item(f"每月读{number}本书") for number in range(promises)])
    sign_in(client, party.member)
    with django_assert_num_queries(6):
        letter(client, pledge)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六", ["一二三四", "五六"]),
        ("一二三四，五", ["一二三", "四，五"]),
        ("一二三（四五", ["一二三", "（四五"]),
        ("一二2026年", ["一二", "2026", "年"]),
        ("abcdefg", ["abcd", "efg"]),
        ("", [""]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, lines: list[str]) -> None:
    assert list(cut(text, 4, len)) == lines


def exported(client: Client, party: Party, query: str = "") -> list[tuple[object, ...]]:
    response = client.post(f"/pledges/cycles/{party.cycle.pk}/ledger.xlsx{query}")
    assert response.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(response))).active
    assert sheet is not None
    return list(sheet.iter_rows(min_row=2, values_only=True))


def test_ledger_holds_the_rows_of_the_page(party: Party, client: Client) -> None:
    make_posted(party, by=party.leader)
    make_submitted(party)
    unit = party.squadron.name
    assert exported(sign_in(client, party.deputy), party) == [
        ("黄组长", "党员", unit, "已上墙", "1", None, None, None, "2026-01-20", None, None),
        ("王党员", "党员", unit, "审核中", "1", "黄组长", "党小组", "2026-01-23", None, None, None),
    ]


@pytest.mark.parametrize(
    ("query", "names"), [("?state=review", ["王党员"]), ("?q=黄&after=zz.9", ["黄组长"]), ("?unit=nowhere&q=x", [])]
)
def test_ledger_is_narrowed_as_the_page_is(party: Party, client: Client, query: str, names: list[str]) -> None:
    make_posted(party, by=party.leader)
    make_submitted(party)
    assert [row[0] for row in exported(sign_in(client, party.deputy), party, query)] == names
    told = Entry.objects.get(action="pledges.ledger_exported")
    told_rows = {"filter": QueryDict(query[1:]).urlencode(), "rows": len(names)}
    assert (told.scope, told.after) == (party.brigade.path, told_rows)


def test_ledger_holds_no_more_than_its_reader_may_see(party: Party, client: Client) -> None:
    make_posted(party, by=party.leader)
    make_submitted(party)
    assert [row[0] for row in exported(sign_in(client, make_officer(party.squadron)), party)] == ["黄组长"]
    sign_in(client, make_party().secretary)
    assert client.post(f"/pledges/cycles/{party.cycle.pk}/ledger.xlsx").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_ledger_do_not_grow(
    party: Party, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        make_posted(party, by=make_member(party.squadron, party.group))
    sign_in(client, party.deputy)
    with django_assert_num_queries(9):
        exported(client, party)


def conclude(party: Party, authors: dict[Officer, Grade | None], *, broken: Officer | None = None) -> None:
    """Let each author pledge and be judged; `broken` keeps the second promise not."""
    pledges = [make_posted(party, by=author) for author in authors]
    open_ballots(party.cycle, by=party.secretary, at=NOW)
    close_ballots(party.cycle, by=party.secretary)
    for pledge in pledges:
        for promise in pledge.items.all():
            is_kept = pledge.author != broken or promise.position == 1
            said = Conclusion.FULFILLED if is_kept else Conclusion.UNFULFILLED
            conclude_item(promise, said, reason="" if is_kept else "8月、9月没有做到", by=party.secretary)
        mark_for_organization(pledge, Mark.SATISFIED, reason="", by=party.secretary)
        conclude_pledge(pledge, authors[pledge.author], by=party.secretary, at=NOW)
    conclude_cycle(party.cycle, by=party.secretary, at=NOW)


def test_results_name_grades_and_what_was_not_kept(party: Party, client: Client) -> None:
    newcomer = make_member(party.squadron, party.group, name="赵新", standing=Officer.PartyStanding.PROBATIONARY)
    grades = {party.member: Grade.QUALIFIED, party.leader: Grade.EXCELLENT, party.deputy: Grade.QUALIFIED}
    conclude(party, {newcomer: None, **grades}, broken=party.member)
    response = sign_in(client, make_officer(party.squadron)).get(f"/pledges/cycles/{party.cycle.pk}/results/")
    paper = response.context["paper"]
    assert [(line.name, line.fulfilment, line.overall, line.grade) for line in paper.members] == [
        ("黄组长", "100.00%", "--", "优秀"),
        ("邓副书记", "100.00%", "--", "合格"),
        ("王党员", "50.00%", "--", "合格"),
        ("赵新", "100.00%", "--", ""),
    ]
    assert (paper.grades, paper.ungraded) == ([("优秀", 1), ("合格", 2), ("基本合格", 0), ("不合格", 0)], 1)
    text = f"1．王党员（{party.squadron.name}）：早晚高峰提前10分钟到岗。未兑现，原因：8月、9月没有做到。"
    assert response.content.decode().count(text) == 1


def test_results_are_chinese_for_every_reader(party: Party, client: Client) -> None:
    conclude(party, {party.member: Grade.QUALIFIED})
    client.cookies["django_language"] = "en"
    paper = sign_in(client, party.member).get(f"/pledges/cycles/{party.cycle.pk}/results/").context["paper"]
    assert (paper.issuer, paper.members[0].grade) == ("直属三大队党支部", "合格")


def test_results_wait_for_the_end_of_the_cycle(party: Party, client: Client) -> None:
    address = f"/pledges/cycles/{party.cycle.pk}/results/"
    assert sign_in(client, party.member).get(address).status_code == 404
    conclude(party, {party.member: Grade.QUALIFIED})
    assert client.get(address).status_code == 200
    assert sign_in(client, make_party().secretary).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_results_do_not_grow(
    party: Party, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    authors = [make_member(party.squadron, party.group) for _ in range(count)]
    conclude(party, dict.fromkeys(authors, Grade.QUALIFIED), broken=authors[0])
    sign_in(client, party.member)
    with django_assert_num_queries(7):
        client.get(f"/pledges/cycles/{party.cycle.pk}/results/")


@pytest.mark.parametrize(("state", "shown"), [("open", 0), ("concluded", 1)])
def test_ledger_page_leads_to_its_papers(party: Party, client: Client, state: str, shown: int) -> None:
    if state == "concluded":
        conclude(party, {party.member: Grade.QUALIFIED})
    text = sign_in(client, party.member).get("/pledges/?q=王").content.decode()
    assert text.count(f'"/pledges/cycles/{party.cycle.pk}/results/"') == shown
    assert text.count(f'action="/pledges/cycles/{party.cycle.pk}/ledger.xlsx?q=%E7%8E%8B"') == 1


def test_page_of_a_pledge_leads_to_its_letter_once_it_is_signed(party: Party, client: Client) -> None:
    draft, posted = (
        begin_pledge(party.cycle, Owner.MEMBER, by=party.member, at=NOW),
        make_posted(party, by=party.leader),
    )
    sign_in(client, party.member)
    pages = [client.get(f"/pledges/{pledge.pk}/").content.decode() for pledge in (draft, posted)]
    assert [page.count("/letter.docx") + page.count("/letter.pdf") for page in pages] == [0, 2]


def test_partly_kept_promises_are_listed_too(party: Party, client: Client) -> None:
    conclude(party, {party.member: Grade.QUALIFIED})
    PledgeItem.objects.filter(position=1).update(conclusion="partly", conclusion_reason="写了8篇")
    paper = sign_in(client, party.member).get(f"/pledges/cycles/{party.cycle.pk}/results/").context["paper"]
    assert [(broken.text, broken.conclusion, broken.reason) for broken in paper.broken] == [
        ("每月读1本书，写1篇心得", "部分兑现", "写了8篇")
    ]

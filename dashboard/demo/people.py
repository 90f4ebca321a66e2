"""Units and people of the demonstration brigade, all invented."""

import datetime as dt
from dataclasses import dataclass, field

from organization.actions.officers import give_role, save_officer
from organization.actions.units import save_unit
from organization.models import (
    CommitteeSeat,
    LeadingGroup,
    LeadingGroupSeat,
    Officer,
    PartyBranch,
    PartyGroup,
    Unit,
)
from organization.rules.permissions import Role

BRIGADE = "XH"
UNITS = (
    ("JZ", "江州交警支队", "detachment", "", False),
    (BRIGADE, "星河大队", "brigade", "JZ", False),
    ("XH-ZH", "综合股", "section", BRIGADE, False),
    ("XH-SG", "事故处理股", "section", BRIGADE, False),
    ("XH-Z1", "一中队", "squadron", BRIGADE, False),
    ("XH-Z2", "二中队", "squadron", BRIGADE, False),
    ("XH-Z3", "三中队", "squadron", BRIGADE, False),
    ("XH-XZ", "乡镇中队", "squadron", BRIGADE, True),
)
# unit, then people; an auxiliary's number begins with X.
PEOPLE = (
    ("JZ", ("100001 程远航 支队考评办",)),
    (BRIGADE, ("200001 周志远 大队长", "200002 陈立群 教导员", "200003 郑伟 检查员",
               "200004 许文静 检查员", "200005 韩松 督导")),
    ("XH-ZH", ("200011 冯雅琴 股长", "200012 谢明", "200013 曾晓东", "X20014 叶青", "200015 单海峰 系统管理",
               "200016 仇思远 安全管理", "200017 解玉兰 审计")),
    ("XH-SG", ("200021 潘国栋 股长", "200022 袁磊", "200023 区永辉")),
    ("XH-Z1", ("200031 李文涛 中队长", "200032 黄俊", "200033 邓力", "X20034 杨帆", "X20035 彭丽",
               "200036 任杰", "200037 罗强")),
    ("XH-Z2", ("200041 蒋立新 中队长", "200042 沈浩", "200043 万方", "X20044 卢静", "X20045 尹川",
               "200046 华建平", "200047 秦勇")),
    ("XH-Z3", ("200051 唐建国 中队长", "200052 查文斌", "200053 毛宇", "X20054 邱敏", "X20055 雷鸣",
               "200056 江波", "200057 段毅")),
    ("XH-XZ", ("200061 贺长青 中队长", "200062 龚正", "X20063 乐平")),
)  # fmt: skip
ROLES = (
    ("200001", Role.SUPERVISOR, BRIGADE),
    ("200002", Role.SUPERVISOR, BRIGADE),
    ("100001", Role.SUPERVISOR, "JZ"),
    ("200003", Role.INSPECTOR, BRIGADE),
    ("200004", Role.INSPECTOR, BRIGADE),
    ("200005", Role.INSPECTOR, BRIGADE),
    ("200011", Role.UNIT_LEADER, "XH-ZH"),
    ("200012", Role.WINDOW_CLERK, "XH-ZH"),
    ("200013", Role.WINDOW_CLERK, "XH-ZH"),
    ("X20014", Role.WINDOW_CLERK, "XH-ZH"),
    ("200031", Role.UNIT_LEADER, "XH-Z1"),
    ("200041", Role.UNIT_LEADER, "XH-Z2"),
    ("200051", Role.UNIT_LEADER, "XH-Z3"),
    ("200015", Role.SYSTEM_ADMINISTRATOR, "JZ"),
    ("200016", Role.SECURITY_ADMINISTRATOR, "JZ"),
    ("200017", Role.AUDITOR, "JZ"),
)
# Who gets a password, and what the sign-in shows.
ACCOUNTS = (
    "200001",
    "200002",
    "100001",
    "200003",
    "200012",
    "200031",
    "200032",
    "X20034",
    "200015",
    "200016",
    "200017",
)


@dataclass
class Cast:
    """The units and people by code and number."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Officer] = field(default_factory=dict)

    @property
    def brigade(self) -> Unit:
        return self.units[BRIGADE]


def make_cast(since: dt.datetime) -> Cast:
    cast = Cast()
    for code, name, kind, parent, is_rural in UNITS:
        unit = Unit(code=code, name=name, kind=kind, parent=cast.units.get(parent), is_rural=is_rural)
        cast.units[code] = save_unit(unit, by=None)
    groups = _party_groups(cast.brigade)
    for unit_code, lines in PEOPLE:
        for line in lines:
            officer = _person(line, cast.units[unit_code], groups)
            cast.people[officer.police_number] = save_officer(officer, by=None, on=since.date())
    for number, role, unit_code in ROLES:
        give_role(cast.people[number], role, cast.units[unit_code], by=None, at=since)
    _committees(cast, since.date())
    return cast


def _person(line: str, unit: Unit, groups: list[PartyGroup]) -> Officer:
    number, name, *title = line.split()
    is_auxiliary = number.startswith("X")
    is_member = not is_auxiliary and unit.brigade_id is not None
    return Officer(
        police_number=number,
        name=name,
        kind=Officer.Kind.AUXILIARY if is_auxiliary else Officer.Kind.OFFICER,
        unit=unit,
        title=" ".join(title),
        party_standing=Officer.PartyStanding.MEMBER if is_member else Officer.PartyStanding.NONE,
        party_group=groups[unit.kind == Unit.Kind.SQUADRON] if is_member else None,
        joined_on=dt.date(2008 + int(number[-2:]) % 14, 7, 1),
    )


def _party_groups(brigade: Unit) -> list[PartyGroup]:
    branch = PartyBranch.objects.create(unit=brigade, name="星河大队党支部")
    return [PartyGroup.objects.create(branch=branch, name=name) for name in ("机关党小组", "中队党小组")]


def _committees(cast: Cast, since: dt.date) -> None:
    branch = cast.brigade.party_branch
    seats = (("200002", "secretary"), ("200001", "deputy"), ("200011", "organization"), ("200031", "publicity"))
    for number, position in seats:
        CommitteeSeat.objects.create(branch=branch, officer=cast.people[number], position=position, started_on=since)
    group = LeadingGroup.objects.create(unit=cast.brigade, name="创先争优活动领导小组", started_on=since)
    parts = (("200001", "leader"), ("200002", "deputy"), ("200011", "office_head"), ("200012", "office_member"))
    for number, part in parts:
        LeadingGroupSeat.objects.create(group=group, officer=cast.people[number], part=part, started_on=since)

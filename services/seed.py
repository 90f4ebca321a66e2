"""The matters of a window under both versions of the orders, to begin with (RULES.md, Windows and cases)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

OLD, NEW = "2010", "2022"
VERSIONS = (
    (OLD, "2010-04-01", "2022-04-30", "公安部令第102号《机动车登记规定》、第111号《机动车驾驶证申领和使用规定》"),
    (NEW, "2022-05-01", None, "公安部令第164号《机动车登记规定》、第162号《机动车驾驶证申领和使用规定》"),
)
MATTERS = (
    ("DL1", "初次申领机动车驾驶证", True),
    ("DL2", "驾驶证期满换证", False),
    ("DL3", "驾驶证转入换证", False),
    ("DL4", "驾驶证信息变化、损毁换证", False),
    ("DL5", "补领驾驶证", False),
    ("DL6", "增加准驾车型", True),
    ("VR1", "机动车注册登记", False),
    ("VR2", "机动车转让（转移）登记", False),
    ("VR3", "机动车变更登记", False),
    ("VR4", "补领、换领行驶证、登记证书", False),
    ("VR5", "补领、换领号牌", False),
    ("VR6", "申领检验合格标志", False),
    ("VR7", "机动车注销登记", False),
)

_COLUMNS = ("name", "is_original", "copies", "condition")
_PAPERS: dict[str, tuple[str, bool, int, str]] = {
    "form": ("申请表（窗口提供，现场填）", True, 0, ""),
    "id": ("身份证明", True, 1, ""),
    "stay": ("居住（暂住）证明", True, 1, "户籍不在本地"),
    "agent": ("代理人身份证明", True, 1, "由他人代办"),
    "power": ("授权委托书", True, 0, "由他人代办"),
    "health": ("身体条件证明（县级以上医院，6个月内）", True, 0, ""),
    "health2": ("身体条件证明（6个月内；医院已联网的免交）", True, 0, "医院没有联网上传"),
    "fitness": ("身体条件申报", True, 0, ""),
    "photo": ("1寸白底彩色照片", True, 0, ""),
    "training": ("驾驶培训记录", True, 0, "在驾校学车"),
    "licence": ("原驾驶证", True, 0, ""),
    "altered": ("内容变化的证明", True, 1, "登记的内容有变化"),
    "lost": ("遗失的书面声明", True, 0, ""),
    "vehicle": ("机动车（现场交验）", True, 0, ""),
    "origin": ("购车发票等来历证明", True, 1, ""),
    "made": ("出厂合格证或者进口凭证", True, 0, ""),
    "tax": ("车辆购置税完税或者免税证明", True, 0, ""),
    "insured": ("交强险凭证", True, 0, ""),
    "vtax": ("车船税纳税或者免税证明", True, 0, ""),
    "tested": ("检验合格证明", True, 0, "车辆属于需要检验的"),
    "overdue": ("检验合格证明和交强险凭证", True, 0, "检验已经逾期"),
    "passed": ("检验合格证明", True, 0, ""),
    "transfer": ("所有权转移的证明、凭证", True, 1, ""),
    "customs": ("海关解除监管证明书", True, 0, "车辆受海关监管"),
    "register": ("机动车登记证书", True, 0, ""),
    "card": ("行驶证", True, 0, ""),
    "rebuilt": ("改装后的检验合格证明", True, 0, "换了发动机、车身或者车架"),
    "left": ("剩余的号牌", True, 0, "还有一面号牌"),
    "plates": ("号牌", True, 0, ""),
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a matter is handled under a version; `papers` are keys of the table above, in the order of asking."""

    matter: str
    version: str
    days: int
    promised: int
    papers: str
    basis: str


_AGENT = " agent power"
# Handled only when no violation is open: transfer, change, inspection mark.
_BLOCKED = frozenset({"VR2", "VR3", "VR6"})
_RULES = (
    _Rule("DL1", OLD, 5, 1, "form id stay health photo training", "第111号令第16至20条"),
    _Rule("DL2", OLD, 3, 0, "form id licence health photo" + _AGENT, "第111号令第35条"),
    _Rule("DL3", OLD, 1, 0, "form id licence" + _AGENT, "第111号令第36条"),
    _Rule("DL4", OLD, 1, 0, "form id licence altered" + _AGENT, "第111号令第37条"),
    _Rule("DL5", OLD, 1, 0, "form id lost photo" + _AGENT, "第111号令第39条"),
    _Rule("DL6", OLD, 5, 1, "form id stay health licence photo training", "第111号令第16至20条"),
    _Rule("VR1", OLD, 2, 1, "form vehicle id origin made tax insured vtax tested" + _AGENT, "第102号令第7条"),
    _Rule("VR2", OLD, 1, 0, "form vehicle id transfer register card customs overdue" + _AGENT, "第102号令第18、19条"),
    _Rule("VR3", OLD, 1, 0, "form id register card rebuilt" + _AGENT, "第102号令第10、11条"),
    _Rule("VR4", OLD, 1, 0, "form id", "第102号令第43、44条"),
    _Rule("VR5", OLD, 15, 7, "form id left" + _AGENT, "第102号令第45条"),
    _Rule("VR6", OLD, 1, 0, "form card insured vtax passed" + _AGENT, "第102号令第49条"),
    _Rule("VR7", OLD, 1, 0, "form register plates card" + _AGENT, "第102号令第27、28条"),
    _Rule("DL1", NEW, 1, 0, "id stay health2 training", "第162号令第23条"),
    _Rule("DL2", NEW, 1, 0, "id health2" + _AGENT, "第162号令第63条"),
    _Rule("DL3", NEW, 1, 0, "id licence fitness" + _AGENT, "第162号令第64条"),
    _Rule("DL4", NEW, 1, 0, "id licence altered" + _AGENT, "第162号令第66条"),
    _Rule("DL5", NEW, 1, 0, "id" + _AGENT, "第162号令第69条"),
    _Rule("DL6", NEW, 1, 0, "id stay health2 licence training", "第162号令第17、24条"),
    _Rule("VR1", NEW, 2, 1, "vehicle id origin made tax insured vtax tested" + _AGENT, "第164号令第12条"),
    _Rule("VR2", NEW, 1, 0, "vehicle id transfer register card customs overdue" + _AGENT, "第164号令第25、26条"),
    _Rule("VR3", NEW, 1, 0, "id register card rebuilt" + _AGENT, "第164号令第17条"),
    _Rule("VR4", NEW, 1, 0, "id", "第164号令第52条"),
    _Rule("VR5", NEW, 15, 7, "id left" + _AGENT, "第164号令第51条"),
    _Rule("VR6", NEW, 1, 0, "card insured vtax passed" + _AGENT, "第164号令第54条"),
    _Rule("VR7", NEW, 1, 0, "register plates card" + _AGENT, "第164号令第37至39条"),
)


def seed_matters(model_of: Callable[[str], Any]) -> None:
    """Store versions, matters, rules and materials unless some are there; `model_of` gives a model by its name."""
    if model_of("RuleVersion").objects.exists():
        return
    versions = {
        name: model_of("RuleVersion").objects.create(name=name, in_force_from=begins, in_force_until=ends, basis=basis)
        for name, begins, ends, basis in VERSIONS
    }
    matters = {
        code: model_of("Matter").objects.create(code=code, name=name, has_exams=has_exams)
        for code, name, has_exams in MATTERS
    }
    for told in _RULES:
        rule = model_of("MatterRule").objects.create(
            matter=matters[told.matter],
            version=versions[told.version],
            statutory_days=told.days,
            promised_days=told.promised,
            is_blocked_by_violation=told.matter in _BLOCKED,
            basis=told.basis,
        )
        model_of("Material").objects.bulk_create(
            model_of("Material")(
                rule=rule, code=code, position=position, **dict(zip(_COLUMNS, _PAPERS[code], strict=True))
            )
            for position, code in enumerate(told.papers.split(), start=1)
        )

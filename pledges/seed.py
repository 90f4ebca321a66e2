"""The texts that every brigade may start from (RULES.md, Pledges)."""

from typing import Any

TEMPLATES = (
    ("post", "excel", "早晚高峰提前10分钟到岗，在岗期间不脱岗、不漏管", "岗勤点考评“在位履职”"),
    ("post", "law", "纠正违法先敬礼、用规范用语，全年零有责投诉", "岗勤点考评、投诉记录"),
    ("post", "excel", "轻微财损事故当场出具认定书，一般事故10个工作日内认定", "事故案件办理时限"),
    ("common", "serve", "窗口一次告知到位，材料齐全的随到即办", "一次办结率"),
    ("deed", "serve", "每月到流动咨询站值班不少于2次", "走访记录"),
    ("deed", "serve", "结对1户困难家庭，每季度上门不少于1次", "帮扶记录"),
    ("common", "learn", "每天学习1小时，每月读1本书，每半年交流1次", "学习记录"),
    ("common", "integrity", "不酒后驾车、不说情打招呼、不吃拿卡要，全年零违纪", "纪检记录、群众评议"),
    ("common", "public_response", "年内大走访、座谈会、警营开放各不少于2场", "走访记录"),
    ("post", "performance", "接警后5分钟到场率不低于80%，10分钟不低于95%", "出警时限统计"),
    ("common", "leadership", "班子成员每季度讲1次党课，每月到中队谈心不少于2人", "会议和谈心记录"),
    ("common", "members", "党小组每月学习1次，全年到会率不低于90%", "学习记录"),
    ("common", "mechanism", "每季度对制度执行检查1次，问题30日内整改", "检查和整改记录"),
)


def seed_templates(model: Any) -> None:
    """Store the texts that are not there yet; `model` is PledgeTemplate, in a migration as it was then."""
    for kind, criterion, text, shown_by in TEMPLATES:
        told = {"kind": kind, "criterion": criterion, "shown_by": shown_by}
        model.objects.get_or_create(brigade=None, text=text, defaults=told)

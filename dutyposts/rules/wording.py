"""The ban on rewarding penalties (Road Traffic Safety Law art. 86): which texts a standard may not hold."""

BANNED = (
    "罚款额",
    "罚款数",
    "罚款金额",
    "罚款指标",
    "罚款任务",
    "处罚数",
    "处罚量",
    "处罚起数",
    "处罚指标",
    "处罚任务",
    "查处数",
    "查处量",
    "查处起数",
    "查处违法",
    "违法查处",
    "开单",
    "开罚单",
    "罚单",
    "贴单",
    "抄牌",
    "扣车数",
    "扣证数",
    "拘留数",
    "现场执法量",
    "ticket",
    "fine quota",
    "number of fines",
    "number of penalties",
)


def banned_words(text: str) -> list[str]:
    """Return the banned words found in `text`, blanks ignored, in the order of the list."""
    squeezed = "".join(text.split()).lower()
    return [word for word in BANNED if word.replace(" ", "") in squeezed]

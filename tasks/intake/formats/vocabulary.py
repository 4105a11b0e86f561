"""The names that people give to keys and columns, and what each of them means: one place for JSON and tables.

Decides by the name alone: any case, English or Chinese, words parted by `_ - .`, a space or nothing. An answer's name
may be numbered (1, a, left, x, first, 甲) or ranked (chosen and rejected, pos and neg, good and bad). What a record's
keys mean together is left to `keys`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Names of a role, those that say most first. The first of them that a record has is the one that counts.
NAMES: dict[str, str] = {
    "prompt": "prompt instruction question query problem utterance userprompt userquery userquestion usermessage "
    "userinput prompttext questiontext querytext 用户问题 用户提问 问题 提问 题目 题干 指令 提示词 提示 用户输入 "
    "input 输入",
    "context": "context contexts text content passage document dialog dialogue chat user 上下文 对话 文本 内容 原文",
    "answers": "completions responses answers outputs candidates generations replies samples modeloutputs "
    "modelresponses 回答列表 候选回答 所有回答",
    "answer": "response output answer completion reply generation generated generatedtext modeloutput modelresponse "
    "modelanswer modelreply assistantresponse prediction 回答 回复 输出 应答 模型回答 模型输出 答案",
    "weakanswer": "text candidate summary option result",
    "conversation": "conversations messages conversation dialog turns 对话 消息",
    "steps": "steps reasoningsteps solutionsteps stepbystep 步骤 推理步骤",
    "steplabels": "firsterror firsterrorstep firstwrongstep mistakeindex steplabels labels 首个错误 步骤标签",
    "models": "models modelnames generators",
    "model": "model generator modelname modelid llmname llm engine 模型 模型名 模型名称",
    "label": "label preference preferred winner better choice verdict preferredresponse preferredanswer "
    "betterresponse betteranswer betterresponseid betterid winnerid chosenresponse vote humanpreference judgement "
    "judgment whichisbetter 哪个更好 哪个好 更好 更优 偏好 结论 胜者 选择 标签 判断 优胜",
    "strength": "strength preferencestrength overallpreference margin 强度 偏好强度",
    "rater": "rater worker annotator raterid workerid annotatorid labeler labeller judge reviewer evaluator "
    "annotatedby labeledby completedby 标注员 标注人 标注者 评审 评审员 评分人",
    "reason": "rationale reason comment comments justification explanation why feedback reasons notes 理由 原因 "
    "判断理由 评语 备注 说明",
    "score": "score rating stars grade points overallscore factuality coherence justification correctness helpfulness "
    "评分 分数 得分 打分 事实准确性 逻辑连贯性 论证依据",
    "time": "at createdat annotatedat ratedat submittedat timestamp time 时间 标注时间 提交时间",
    "seconds": "seconds leadtime duration durations secs timespent 用时 耗时 秒",
    "id": "id item itemid pairid promptid questionid exampleid sampleid taskid qid uuid idx 编号 序号 题号 题目编号 "
    "问题编号 样本编号",
    "reference": "reference referenceanswer referenceresponse stdanswer standardanswer groundtruth goldanswer "
    "参考答案 标准答案 参考回答 正确答案",
    "domain": "domain category 领域 类别 分类 学科",
    "language": "language lang 语言 语种",
    "picture": "image images imagepath imagefile picture imageurl 图片 图片路径",
    "skills": "skills skill 技能",
    "priority": "priority 优先级",
    "warnings": "warnings contentwarnings 内容警告 警告",
    "attachments": "attachments 附件",
    "gold": "gold",
    "ratings": "ratings",
    "meta": "meta metadata",
    "system": "systemprompt system 系统提示词 系统提示",
    "history": "history 历史",
}
# Aspects of our rubrics, by the names that they have on screen.
ASPECTS = {"事实准确性": "factuality", "逻辑连贯性": "coherence", "论证依据": "justification"}
# Nouns that may be numbered or ranked, each with the role of what they name, those that say most first.
NOUNS: dict[str, str] = {
    **dict.fromkeys(
        (
            *(
                "response",
                "resp",
                "answer",
                "ans",
                "output",
                "completion",
                "reply",
                "generation",
                "generatedtext",
            ),
            *("modeloutput", "modelresponse", "modelanswer", "回答", "回复", "输出", "应答", "答案", "译文"),
        ),
        "answer",
    ),
    **dict.fromkeys(
        ("candidate", "text", "summary", "option", "result", "assistant", "bot", "结果", "候选", "摘要"),
        "weakanswer",
    ),
    **dict.fromkeys(
        ("conversation", "conversations", "messages", "dialog", "dialogue", "对话"), "conversation"
    ),
    **dict.fromkeys(
        ("model", "generator", "modelname", "modelid", "llm", "llmname", "模型", "模型名", "模型名称"),
        "model",
    ),
    **dict.fromkeys(("winner", "winnermodel", "preferred", "win"), "vote"),
    **dict.fromkeys(NAMES["score"].split(), "score"),
}
# How several answers are told apart, in their order. Numbers stand for themselves.
ORDERS: tuple[tuple[str, ...], ...] = (
    tuple("abcdefghijklmnopqrstuvwxyz"),
    ("left", "right"),
    ("x", "y", "z"),
    ("first", "second", "third", "fourth"),
    ("one", "two", "three", "four"),
    tuple("甲乙丙丁戊己庚辛"),
    tuple("一二三四五六七八"),
    ("左", "右"),
)
# Words of a better answer and of the worse one beside it.
RANKS: tuple[tuple[str, str], ...] = (
    *(
        ("chosen", "rejected"),
        ("preferred", "rejected"),
        ("preferred", "dispreferred"),
        ("preferred", "other"),
    ),
    *(("accepted", "rejected"), ("selected", "rejected"), ("positive", "negative"), ("pos", "neg")),
    *(
        ("good", "bad"),
        ("better", "worse"),
        ("best", "worst"),
        ("winner", "loser"),
        ("win", "lose"),
        ("win", "loss"),
    ),
    *(("winning", "losing"), ("选中", "拒绝"), ("优选", "拒绝"), ("采纳", "拒绝"), ("接受", "拒绝")),
    *(("好", "坏"), ("好", "差"), ("优", "劣"), ("正", "负"), ("胜", "负"), ("更好", "更差")),
)
BETTER, WORSE = ({pair[side] for pair in RANKS} for side in (0, 1))
OUTCOMES = ("tie", "bothbad", "both")

_PLACES = {word for order in ORDERS[1:] for word in order}
# A single letter right behind a noun is a number only where hardly any word ends so.
_BARE = "[a-hxy]"
_WORD = "|".join(sorted(map(re.escape, {*_PLACES, *BETTER, *WORSE, *OUTCOMES}), key=len, reverse=True))
_NOUN = "|".join(sorted(map(re.escape, NOUNS), key=len, reverse=True))
_FILLER = "model|assistant|candidate|system|llm|bot|chatbot|ai|agent|generated|final|模型|助手|候选"
_END = " ?(?:text|content|内容)?"
_AFTER = re.compile(
    rf"(?:(?:{_FILLER}) ?)?({_NOUN}){_END}(?: ({_WORD}|[a-z]|[0-9]{{1,2}})|({_WORD}|{_BARE}|[0-9]{{1,2}})){_END}"
)
_BEFORE = re.compile(rf"(?:(?:{_FILLER}) ?)?({_WORD}|{_BARE}|[0-9]{{1,2}}) ?的?({_NOUN}){_END}")
_SEPARATORS = re.compile(r"[\W_]+")
_CASES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Name(NamedTuple):
    """What a key's name means: a role, how well it says so (0 is best), and a place among several of its role."""

    role: str
    rank: int = 0
    noun: str = ""
    place: str = ""


_EXACT = {
    name: Name(role, rank)
    for role, names in reversed(NAMES.items())
    for rank, name in reversed([*enumerate(names.split())])
}


@lru_cache(maxsize=4096)
def meaning(key: str) -> Name | None:
    """Say what a key means by its name; None when nobody knows."""
    spaced, plain = _folded(key)
    if known := _EXACT.get(plain):
        return known
    if plain in BETTER or plain in WORSE:
        return Name("answer", 0, "", plain)
    return _numbered(spaced, plain)


def names_of(key: str) -> list[Name]:
    """Give all that a name can mean: `preferred` or `chosen_response` may hold a label or the better answer."""
    first = meaning(key)
    if first is None or first.role != "label":
        return [first] if first else []
    spaced, plain = _folded(key)
    other = Name("answer", 0, "", plain) if plain in BETTER else _numbered(spaced, plain)
    return [first, other] if other and other.place in BETTER else [first]


def stem(key: str) -> str:
    """Give a name without what tells it from its like (`opt` of `opt_1`); empty where nothing does."""
    spaced, _plain = _folded(key)
    found = re.fullmatch(
        rf"(?:{_WORD}|[a-z]|[0-9]{{1,2}}) (.+)|(.+) (?:{_WORD}|[a-z])|(.+?) ?[0-9]{{1,2}}", spaced
    )
    return (found[1] or found[2] or found[3]) if found else ""


def plain_name(key: str) -> str:
    """Write a name without case and separators, as it is compared."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", key)).casefold()


def _folded(key: str) -> tuple[str, str]:
    """Write a name in small letters, with a space for every separator and change of case, and without them."""
    spaced = _SEPARATORS.sub(" ", _CASES.sub(" ", unicodedata.normalize("NFKC", key))).strip().casefold()
    return spaced, spaced.replace(" ", "")


def _numbered(spaced: str, plain: str) -> Name | None:
    """Part a name into its noun and what tells it from its like, whichever of the two comes first."""
    for text in (_joined_nouns(spaced), plain):
        if found := _AFTER.fullmatch(text):
            return _named(found[1], found[2] or found[3])
        if found := _BEFORE.fullmatch(text):
            return _named(found[2], found[1])
    return None


def _joined_nouns(spaced: str) -> str:
    """Write all but the last word, or all but the first, together: `model output 1` is the first `modeloutput`."""
    before, _, last = spaced.rpartition(" ")
    return f"{before.replace(' ', '')} {last}" if before else spaced


def _named(noun: str, place: str) -> Name:
    return Name(NOUNS[noun], list(NOUNS).index(noun), noun, place)

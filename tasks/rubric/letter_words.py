"""The words beside a letter that tell an answer ("Answer A", "A比B好") from another thing ("Vitamin B", "A股").

Only vocabulary: `letters.py` decides with it. Words are lower case; Chinese entries are regular expressions.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A letter directly after one of these names an answer, in either case: "answer b", "回答a".
ANSWER_BEFORE = (
    r"(?:\b(?:answers?|ans|responses?|completions?|outputs?|repl(?:y|ies)|assistants?|models?|candidates?)"
    r"|回答|答案|回复|答复|应答|答|模型|助手)[\s:：“”\"'‘’(（\[【*_]*"
)
# Behind "the A": "the A answer".
ANSWER_AFTER = (
    r"的?(?:回答|答案|回复)|\s+(?:answers?|responses?|completions?|outputs?|reply|one|version|text)\b"
)
# Raters call an answer this, and questions their own choices.
OPTION = r"(?:\b(?:options?|choices?)\b|选项|方案)"
COMPARES = (
    r"\b(?:better|worse|best|worst|prefer(?:red|able|s)?|than|superior|inferior|stronger|weaker|clearer|wins|beats)\b"
    r"|更|比|优于|不如|胜|较好|较差"
)
# A small letter is an answer beside another letter with one of these between.
ANSWER_LETTER = r"(?<![A-Za-z])([A-Za-z])(?![A-Za-z])"
BETWEEN_SMALL = (
    r"\s*(?:>{1,3}|<{1,3}|比|不如|优于|和|与|跟|或|、|/|&"
    r"|\s(?:over|to|(?:more |less |rather )?than|vs\.?|versus|and|or|beats"
    r"|(?:is|was) (?:much |far |slightly )?(?:better|worse) than)\s)\s*"
)
AFTER_A_SMALL_SUBJECT = (
    r"(?: (?:is|was|isn't|wasn't|has|hasn't"
    r"|does|doesn't|did|didn't|can|can't|cannot|wins)\b|['’]s(?![A-Za-z]))"
)
BEFORE_A_SMALL_CHOICE = r"\b(?:than|over|prefer|choose|chose|picked|unlike|versus|vs\.?)\s+"

# A letter after one of these names something else: "Vitamin B", "plan A", "columns A".
THING_BEFORE = _words(
    """
    vitamin vitamins plan plans type types hepatitis influenza group groups grade grades class section sections part
    parts appendix point points step steps level levels series schedule case cases
    scenario figure table column columns row node nodes set sets event events variable variables vector matrix angle
    line lines team product city town station building block zone area region phase stage condition method approach
    protein factor company firm party person player employee student user patient car train state country task
    item items question questions rule clause room lane gate channel signal input bucket array file
    """
)
THING_BEFORE_HAN = (
    r"(?:维生素|维他命|计划|类型|血型|型号|流感|组|类|班|级|点|角|集合|事件|公司|地|市|城|图|表|附录|步骤|情况|方法"
    r"|条件|变量|变数|矩阵|向量|区|栋|座|项|车|队|产品|商品|人|员工|同学|学生|用户|题|字母|参数|函数|节点|对象|类别|因子|蛋白)\s*$"
)
# A letter after one of these is the rater's choice of an answer, or the right choice of the question.
CHOICE_BEFORE_HAN = r"(?:答案(?:应该?|应当|就)?(?:是|为|选)|应选|正确选项(?:是|为))\s*$"

# A letter before one of these is part of another name: "B cells", "A major", "B站".
THING_AFTER = _words(
    """
    cell cells lymphocyte lymphocytes vitamin vitamins minor major flat sharp movie movies tree trees level levels
    student students grade grades priori posteriori la fortiori side-effect compiler programming lister standard
    """
)
THING_AFTER_HAN = (
    r"\s*(?:股|站(?!得|在|不|住)|超(?!出|过|越|长|前|纲|范)|型|级|轮|座|栋|区(?!分|别)|组(?!织|成)|类(?!比|似)|班|面(?!面|对|向)|端"
    r"|柱|族|淋巴|细胞|点(?!出|明|到|评|名|破|题)|地(?!道)|市|公司|咖|队|角(?!度)|计划|片(?!面|段)|集合|事件|国|套餐"
    r"|产品|车|矩阵|向量|变量|同学|项)"
)

# After "A" at the start of a sentence: no noun phrase goes on like this, so the letter is the subject or stands alone.
AFTER_A_SUBJECT = _words(
    """
    is was isn't wasn't has hasn't had hadn't does doesn't did didn't can can't cannot could couldn't would wouldn't
    will won't may might must should shouldn't gave got went made said wrote took told came kept stated began
    and or nor but vs vs. versus than then because since as to at in on for over by with without from of while whereas
    when although though if despite, unlike who which whose that the this these it its their both all not too again
    instead here there overall
    """
)
# In the words behind an article, one of these or a word in -s is the verb.
FINITE_VERBS = _words(
    """
    is was isn't wasn't has hasn't had hadn't does doesn't did didn't can can't cannot could couldn't would wouldn't
    will won't may might must should shouldn't are were gave said made
    """
)
PREPOSITIONS = _words("of with without in on for by from to about")
PREDICATES = _words(
    """
    better worse best worst correct incorrect right wrong true false fine ok okay good bad preferred stronger weaker
    clearer longer shorter wins accurate inaccurate
    """
)
DEGREES = _words("much slightly far somewhat marginally significantly also only just still even")
# Words in -s that may follow the article and are no verb.
NOT_VERBS = _words("series species means plus perhaps always besides sometimes news lens towards")
# An "-ed" word before one of these is a verb with its object ("A missed the point"), else an adjective.
OBJECT_STARTS = _words(
    """
    the a an to all in on by with for from that both it its no not this these those some what how why more less too
    only every each every everything nothing my me
    """
)

# A capitalised word at the start of a sentence is a name ("Claude B") unless it is one of these or ends in -ly.
OPENERS = _words(
    """
    overall here so but and or both while although though whereas since because if when as only also yet still even
    choose chose choosing prefer picked pick picking think thus hence therefore however moreover then now in for
    with to than of from by unlike like compared between although given despite neither either is was are does did
    has had would could can should that this where why again besides meanwhile instead
    """
)

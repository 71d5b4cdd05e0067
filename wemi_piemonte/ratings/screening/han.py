"""Chinese names: a surname and a title, or a name behind what says that it is one."""

import re
from collections.abc import Iterator
from functools import cache

from wemi_piemonte.ratings.rules import Finding
from wemi_piemonte.ratings.screening.flat import HAN, Flat
from wemi_piemonte.ratings.screening.lists import people
from wemi_piemonte.ratings.screening.signals import han
from wemi_piemonte.ratings.screening.spans import Span

# What a name is followed by, where nothing else ends it.
_AFTER = (
    "很是非对帮态给说的，。！？、；：没不在也都就和跟与把让为太真特每总有要会来去曾,.!?;: )）]”\"'~"
)
# Titles that are said of a family's own people too, or that end other words.
_WEAK = ("姐", "哥", "阿姨", "师傅", "翻译", "夫人")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    section = people("zh")
    sure = "".join(each for each in section["surnames"] if len(each) == 1)
    double = _any(tuple(each for each in section["surnames"] if len(each) > 1))
    unsure = "".join(section["surnames beside certain signs"])
    before = "".join(each for each in section["before"] if len(each) == 1) + ",.!?;: \n"
    given = f"[{HAN}]{{1,2}}?"
    titles = f"(?:{_any(tuple(each for each in han('titles') if each not in _WEAK))})(?!傅)"
    surname = f"(?:{double}|[{sure}])"
    roles, named = _any(han("roles")), _any(han("named"))
    latin = r"[A-Z][A-Za-zÀ-ÿ'’\-]+(?: [A-Z][A-Za-zÀ-ÿ'’\-]+){0,2}"
    weak, start = _any(_WEAK), f"(?:^|(?<=[{re.escape(before)}]))"
    return (
        re.compile(f"{start}(?P<name>[{sure}](?:{weak}))"),
        re.compile(f"(?:{start}|(?:{roles}))(?P<name>[小老][{sure}])(?=$|[{re.escape(_AFTER)}\n])"),
        # A foreign name in Chinese signs: Ma-li-ya·Luo-xi.
        re.compile(
            f"(?P<name>[{HAN}]{{1,5}}[·・‧][{HAN}]{{1,6}}?)(?=$|[{re.escape(_AFTER)}\n]|{titles})"
        ),
        re.compile(f"(?P<name>{surname}(?:{given})?{titles})"),
        re.compile(f"{start}(?P<name>[{unsure}](?:{given})?{titles})"),
        re.compile(
            f"(?:{roles}|{_any(han('thanks'))}|叫|姓名是?)(?!傅)(?P<name>{surname}[{HAN}]{{1,2}}?)(?=$|[{re.escape(_AFTER)}\n])"
        ),
        re.compile(
            f"(?:{named})(?P<name>(?:{double}|[{sure}{unsure}])[{HAN}]{{1,2}}?)(?=$|[{re.escape(_AFTER)}\n])"
        ),
        re.compile(f"(?P<name>{latin}) ?{titles}"),
        re.compile(f"(?:{titles}|{roles}|{named}) ?(?P<name>{latin})"),
    )


# Where a surname is the end of another word: every doctor, thanks to the teacher.
_NO_SURNAMES = re.compile(
    "顾问|高中|初中|高校|高级|高龄|马上|于是|关于|对于|由于|方便|方面|何时|任务|任教|安排|安慰|白天|白班|常来|石头|任何|谢谢|感谢|多谢|每周|上周|下周|本周|这周|一周|两周|主张|紧张|慌张|夸张|开张|扩张|一张|两张|三张|这张|那张|小王子|国王|女王|老百姓|森林|树林|园林|朱红|深许|允许|也许|或许|不许|许多|少许|蒋公|幽默|提高|最高|很高|对方|地方|官方|双方|各方|东方|西方|南方|北方|平方|附近|黄金|资金|押金|现金|奖金|退休金|养老金|救济金|安全|平安|保安|公安|治安|中文|英文|意文|语文|作文|健康|常常|经常|通常|平常|正常|日常|非常|以上|计程|课程|过程|流程|工程|日程|行程|毛病|羽毛|千万|一万|两万|几万|阶段|手段|时段|医生高"
)


def han_names(flat: Flat) -> Iterator[Span]:
    """Yield names of persons in a Chinese text, with the title behind a mere surname."""
    if not flat.has_han:
        return
    plain = flat.plain
    barred = {at for found in _NO_SURNAMES.finditer(plain) for at in range(*found.span())}
    for pattern in _patterns():
        for found in pattern.finditer(plain):
            if found.start("name") not in barred:
                yield Span(found.start("name"), found.end("name"), Finding.PERSON_NAME)

"""Reports of a week made by hand: a full one, a nearly empty one, and one whose texts try to be markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from tenfold.lab.week.report import DayLines, Line, Section, Span, WeekReport
from tenfold.lab.week.titles import section_titles, span_titles
from tenfold.lab.weeks import Week
from tenfold.language import translator

__all__ = [
    "ALL",
    "busy_week",
    "crowded_week",
    "full_week",
    "nasty_week",
    "nearly_empty_week",
    "texts_of",
]

WEEK = Week(2026, 48)
MADE = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
FIRST = ("beliefs", "verdicts", "late", "needs_you")
STATUS = ("on_track", "declared")
REST = ("thinking", "reading", "questions", "advice", "parked", "not_now", "to_learn")
DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}

ENGLISH: Mapping[str, list[Line]] = {
    "beliefs": [
        Line(
            text="Low-rank adapters are enough for review texts; I believed that full fine-tuning was needed.",
            sign="supported",
            details=(
                "Before: *full fine-tuning is needed below 1,000 examples.*",
                "Evidence: study `adapt-reviews`, gain 0.012 [0.004, 0.020].",
            ),
        ),
        Line(
            text="The teacher's disagreement finds wrong labels better than confidence does.",
            sign="undecided",
            details=("Evidence: 40 labels looked at by hand, 31 of them wrong.",),
        ),
    ],
    "verdicts": [
        Line(
            text="**adapt-reviews** H1: LoRA gains 0.01 or more: supported, 0.023 [0.015, 0.031], 5 seeds.",
            sign="supported",
        ),
        Line(
            text="**adapt-reviews** H2: prompt tuning beats LoRA: refuted, −0.018 [−0.027, −0.009], 5 seeds.",
            sign="refuted",
        ),
        Line(
            text="**few-shot-tickets** H1: 16 examples a class do: undecided, 0.004 [−0.011, 0.019], 3 seeds.",
            sign="undecided",
            details=("Turned exploratory on Wed: a seed was added after the first look.",),
        ),
    ],
    "late": [
        Line(text="Draft of section 4, due Wed 25 Nov, 2 days late, moved twice.", sign="late"),
    ],
    "needs_you": [
        Line(
            text="Professor Okafor: may I use the hospital's notes? Asked 18 Nov, 9 days.",
            sign="open",
        ),
        Line(text="Mei: the second reader's labels for 200 tickets.", sign="open"),
    ],
    "on_track": [
        Line(
            text="**Submit to ACL**, 15 Feb 2027: at risk.",
            sign="risk",
            details=(
                "2 of 5 milestones done; the third slipped twice.",
                "4 open studies, 3 open questions, 5 parked ideas: narrow down before you add.",
            ),
        ),
        Line(text="**Thesis proposal**, 10 Jan 2027: on track, 3 of 4 milestones done.", sign="ok"),
    ],
    "declared": [
        Line(
            text="**few-shot-tickets** on Mon 23 Nov, code `7f3a-91bc-22d0`, confirmatory.",
            sign="open",
        ),
        Line(
            text="**adapt-reviews** on Tue 24 Nov, code `c0de-5521-8e4f`, confirmatory.",
            sign="done",
        ),
    ],
    "thinking": [
        Line(text="If adapters suffice, the cost of a new customer is a megabyte, not a model."),
        Line(
            text="The margin of 0.01 came from the annotators' disagreement; say so in the paper."
        ),
    ],
    "reading": [
        Line(text="In depth 1 of 1: @hu2021lora, low-rank adaptation, read twice.", sign="done"),
        Line(text="Skimmed 3 of 3 to 5: @lester2021, @zaken2022, @he2022.", sign="done"),
    ],
    "questions": [
        Line(
            text="Is the hospital's consent form enough for a public model? Professor Okafor, 18 Nov."
        ),
        Line(
            text="Which learning rate for rank 64? Mei, 24 Nov.",
            details=("Answer, 25 Nov: the same as for rank 8; scale alpha instead.",),
        ),
    ],
    "advice": [
        Line(text="Professor Okafor: write the negative result first; it is the honest half.")
    ],
    "parked": [
        Line(text="Distil the adapters into one, look again 4 Jan 2027: no data before then.")
    ],
    "not_now": [Line(text="A larger encoder: it answers no question that I have asked.")],
    "to_learn": [Line(text="How a mixed model treats seeds as a random effect.")],
}
CHINESE: Mapping[str, list[Line]] = {
    "beliefs": [
        Line(
            text="对评论文本来说，低秩适配器已经足够；我原来以为必须微调整个模型。",
            sign="supported",
            details=(
                "以前：*少于一千条样本时必须微调整个模型。*",
                "依据：研究 `adapt-reviews`，增益 0.012 [0.004, 0.020]。",
            ),
        ),
        Line(
            text="用教师模型的分歧找错误标签，比用置信度更准。",
            sign="undecided",
            details=("依据：人工查看了 40 个标签，其中 31 个是错的。",),
        ),
    ],
    "verdicts": [
        Line(
            text="**adapt-reviews** 假设一：LoRA 比冻结编码器高 0.01：支持，0.023 [0.015, 0.031],5 个种子。",
            sign="supported",
        ),
        Line(
            text="**adapt-reviews** 假设二：提示微调优于 LoRA：推翻，−0.018 [−0.027, −0.009],5 个种子。",
            sign="refuted",
        ),
        Line(
            text="**few-shot-tickets** 假设一：每类 16 条样本就够：未定，0.004 [−0.011, 0.019],3 个种子。",
            sign="undecided",
            details=("周三转为探索性：第一次查看之后增加了一个种子。",),
        ),
    ],
    "late": [
        Line(text="第四节初稿，应于 11 月 25 日周三完成，晚了 2 天，推迟过两次。", sign="late")
    ],
    "needs_you": [
        Line(text="王教授：能否使用医院的病历？11 月 18 日问的，已过 9 天。", sign="open"),
        Line(text="小梅：200 条工单的第二位标注者的标签。", sign="open"),
    ],
    "on_track": [
        Line(
            text="**投稿 ACL**，2027 年 2 月 15 日：有风险。",
            sign="risk",
            details=(
                "5 个里程碑完成了 2 个；第三个推迟了两次。",
                "4 项研究未结束，3 个问题未回答，5 个想法搁置：先收窄，再增加。",
            ),
        ),
        Line(text="**开题报告**，2027 年 1 月 10 日：进展正常，4 个里程碑完成了 3 个。", sign="ok"),
    ],
    "declared": [
        Line(
            text="**few-shot-tickets**，11 月 23 日周一，代码 `7f3a-91bc-22d0`，验证性。",
            sign="open",
        ),
        Line(
            text="**adapt-reviews**，11 月 24 日周二，代码 `c0de-5521-8e4f`，验证性。", sign="done"
        ),
    ],
    "thinking": [
        Line(text="如果适配器已经足够，新增一个客户的代价是一兆字节，而不是一个模型。"),
        Line(text="0.01 这个界限来自标注者之间的分歧；论文里要写明。"),
    ],
    "reading": [
        Line(text="精读 1 篇(目标 1 篇):@hu2021lora，低秩适配，读了两遍。", sign="done"),
        Line(text="略读 3 篇(目标 3 到 5 篇):@lester2021、@zaken2022、@he2022。", sign="done"),
    ],
    "questions": [
        Line(text="医院的知情同意书是否允许公开模型？王教授，11 月 18 日。"),
        Line(
            text="秩为 64 时用什么学习率？小梅，11 月 24 日。",
            details=("11 月 25 日回答：与秩为 8 时相同；改为调整 alpha。",),
        ),
    ],
    "advice": [Line(text="王教授：先写负面结果，那是诚实的一半。")],
    "parked": [Line(text="把几个适配器蒸馏成一个，2027 年 1 月 4 日再看：在那之前没有数据。")],
    "not_now": [Line(text="更大的编码器：它回答不了我提出的任何问题。")],
    "to_learn": [Line(text="混合模型怎样把种子当作随机效应。")],
}
ENGLISH_DAYS: Mapping[str, list[list[Line]]] = {
    "last_week": [
        [Line(text="Declared **few-shot-tickets**.", sign="done")],
        [Line(text="Declared **adapt-reviews**; ran 4 methods × 5 seeds.", sign="done")],
        [Line(text="Audited `tickets` 2: 3 findings, 1 blocks.", sign="done")],
        [Line(text="Cleaned `tickets`; version 3 added, 1,204 rows.", sign="done")],
        [Line(text="Group meeting: showed the two verdicts.", sign="done")],
    ],
    "this_week": [
        [Line(text="Write section 4.", sign="open", details=("Carried over twice.",))],
        [Line(text="Label 200 tickets with Mei.", sign="open")],
        [],
        [Line(text="Seminar 14:00: calibration.", sign="open")],
        [Line(text="Freeze the report; send it.", sign="open")],
    ],
    "next_week": [
        [Line(text="Run **few-shot-tickets** with 8 seeds.", sign="open")],
        [],
        [Line(text="Exam: statistics, 09:00.", sign="open")],
    ],
}
CHINESE_DAYS: Mapping[str, list[list[Line]]] = {
    "last_week": [
        [Line(text="声明了 **few-shot-tickets**。", sign="done")],
        [Line(text="声明了 **adapt-reviews**；运行了 4 种方法 × 5 个种子。", sign="done")],
        [Line(text="检查了 `tickets` 第 2 版：3 个问题，1 个必须处理。", sign="done")],
        [Line(text="清理了 `tickets`；新增第 3 版，1,204 行。", sign="done")],
        [Line(text="组会：展示了两个结论。", sign="done")],
    ],
    "this_week": [
        [Line(text="写第四节。", sign="open", details=("已顺延两次。",))],
        [Line(text="和小梅一起标注 200 条工单。", sign="open")],
        [],
        [Line(text="14:00 讨论班：校准。", sign="open")],
        [Line(text="定稿周报并发出。", sign="open")],
    ],
    "next_week": [
        [Line(text="用 8 个种子运行 **few-shot-tickets**。", sign="open")],
        [],
        [Line(text="09:00 考试：统计。", sign="open")],
    ],
}
STANDING = {
    "en": "Either write something worth reading or do something worth writing.",
    "zh": "要么写点值得读的，要么做点值得写的。",
}
CARRIED = {
    "en": (Line(text="Back up the runs.", sign="late", details=("3 times.",)),),
    "zh": (Line(text="备份运行结果。", sign="late", details=("3 次。",)),),
}
QUESTIONS = {
    "en": "When does a small adapter say as much as a whole fine-tuned model?",
    "zh": "小小的适配器在什么情况下能与微调整个模型相当？",
}
TITLES = {
    "en": "Week 2026-W48 of Ada: 23 to 29 November",
    "zh": "Ada 的 2026-W48 周：11 月 23 日至 29 日",
}


def full_week(language: str = "en") -> WeekReport:
    """A usual week: about sixty lines."""
    return _report(
        language,
        {"en": ENGLISH, "zh": CHINESE}[language],
        {"en": ENGLISH_DAYS, "zh": CHINESE_DAYS}[language],
    )


def busy_week(language: str = "en") -> WeekReport:
    """A usual week with the working days of four weeks filled, two things a day."""
    days = {"en": ENGLISH_DAYS, "zh": CHINESE_DAYS}[language]
    pool = [line for of_days in days.values() for of_day in of_days for line in of_day]
    week = [[pool[n], pool[n + 1]] for n in range(5)]
    return _report(
        language,
        {"en": ENGLISH, "zh": CHINESE}[language],
        dict.fromkeys(span_titles(translator(language)), week),
    )


def crowded_week(language: str = "en") -> WeekReport:
    """More than one screen holds: nine verdicts, and every section three times as long."""
    lines = {"en": ENGLISH, "zh": CHINESE}[language]
    many = {
        key: [Line(text=f"{n}. {x.text}", sign=x.sign) for n in range(1, 4) for x in lines[key]]
        for key in lines
    }
    return _report(language, many, {"en": ENGLISH_DAYS, "zh": CHINESE_DAYS}[language])


def nearly_empty_week(language: str = "en") -> WeekReport:
    """One thought, and nothing else: sections that say so, and days left out."""
    thought = {"en": "Nothing was run; I read.", "zh": "没有运行任何东西；读了书。"}[language]
    nothing = {"en": "None this week.", "zh": "本周没有。"}[language]
    return _report(language, {"thinking": [Line(text=thought)]}, {}, empty=nothing, question="")


NASTY = (
    "<script>alert(1)</script>",
    "<b onclick=alert(1)>bold</b> & <img src=x onerror=alert(1)>",
    "![a chart](https://evil.test/c.png)",
    "{{ 7*7 }} {% include '/etc/passwd' %}",
    "# a heading that is none",
    "---",
    "- a list that is none",
    "1. a number that is none",
    "> a quote that is none",
    "[a definition]: https://evil.test/",
    "``` a fence that is none",
    "two lines\nand a third\n\n## Verdicts",
    "a bell \x07 and an escape \x1b[31mred",
    "unclosed **bold and `code and [link",
    "| a | b |",
    "trailing backslash \\",
    "x" * 300,
    "长" * 120,
)


def nasty_week(language: str = "en") -> WeekReport:
    """Texts that try to be a page, a template, a heading, a rule, a script."""
    lines = [Line(text=text, sign="open", details=(text,)) for text in NASTY]
    bare = [Line(text=text, details=(text,)) for text in NASTY]
    return _report(
        language,
        {"beliefs": lines[:3], "needs_you": bare[:4], "thinking": lines, "parked": bare},
        {"this_week": [lines, bare]},
        question="# Who asks <i>this</i>?\n---",
    )


def _report(
    language: str,
    lines: Mapping[str, list[Line]],
    days: Mapping[str, list[list[Line]]],
    *,
    empty: str = "",
    question: str | None = None,
) -> WeekReport:
    titles = section_titles(translator(language))

    def made(keys: tuple[str, ...], empty: str = "") -> tuple[Section, ...]:
        return tuple(
            Section(key=key, title=titles[key], lines=tuple(lines.get(key, ())), empty=empty)
            for key in keys
        )

    return WeekReport(
        week=WEEK,
        person="Ada",
        language=language,
        title=TITLES[language],
        question=QUESTIONS[language] if question is None else question,
        made=MADE,
        first=made(FIRST, empty),
        status=made(STATUS),
        spans=tuple(_spans(language, days)),
        rest=made(REST),
    )


def _spans(language: str, days: Mapping[str, list[list[Line]]]) -> Iterator[Span]:
    titles = span_titles(translator(language))
    for key, of_days in days.items():
        week = WEEK + (list(titles).index(key) - 1)
        yield Span(
            key=key,
            title=titles[key],
            week=week,
            days=tuple(
                DayLines(
                    day=day,
                    title=f"{DAYS[language][day.weekday()]} {day.day}",
                    lines=tuple(of_day),
                    empty="" if of_day else STANDING[language],
                )
                for day, of_day in zip(week.days, of_days, strict=False)
            ),
            carried=CARRIED[language] if key == "this_week" else (),
        )


def texts_of(report: WeekReport) -> Iterator[str]:
    """Every text that the report must show, wherever it stands."""
    yield from filter(None, (report.title, report.question))
    lines = [line for section in report.sections for line in section.lines]
    for section in report.sections:
        if section.is_shown:
            yield section.title
            yield section.empty if not section.lines else section.title
    for span in report.spans:
        yield span.title
        lines += span.carried
        for day in span.days:
            yield day.title
            yield day.empty or day.title
            lines += day.lines
    for line in lines:
        yield line.text
        yield from line.details


ALL = {
    "full": full_week,
    "busy": busy_week,
    "crowded": crowded_week,
    "nearly empty": nearly_empty_week,
    "nasty": nasty_week,
}

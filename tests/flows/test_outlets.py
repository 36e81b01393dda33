"""Outlets that tell one event each in its own words: from their texts to one incident."""

from __future__ import annotations

import json

from flows.code_file import code_lines
from warehouse.merge import merge_mentions


def _told(*reports: tuple[str, str]) -> list[list[tuple[str, str | None]]]:
    """Of each report, a day of publication and a text, its incidents: which one it is, a letter each, and the place."""
    lines = [
        json.dumps({"id": str(n), "source": f"outlet{n}", "published": day, "text": text}, ensure_ascii=False)
        for n, (day, text) in enumerate(reports)
    ]
    results = list(code_lines(lines, merge=merge_mentions))
    ids = list(dict.fromkeys(one["incident_id"] for result in results for one in result["incidents"]))
    return [
        [("abcdefgh"[ids.index(one["incident_id"])], one["place"]) for one in result["incidents"]] for result in results
    ]


def test_a_shelling_told_by_two_outlets_and_by_a_later_one_with_more_killed_is_one_incident() -> None:
    assert _told(
        (
            "2023-10-06",
            "إدلب - قُتل ثلاثة مدنيين وأصيب سبعة يوم الخميس بقصف مدفعي لقوات النظام على بلدة سرمين شرقي إدلب.",
        ),
        (
            "2023-10-06",
            "استهدفت قوات النظام بقذائف المدفعية أمس الأحياء السكنية في بلدة سرمين بريف إدلب، ومقتل 3 مدنيين.",
        ),
        ("2023-10-07", "ارتفعت إلى أربعة قتلى حصيلة القصف المدفعي الذي استهدف بلدة سرمين أول أمس الخميس."),
    ) == [[("a", "سرمين")], [("a", "سرمين")], [("a", "سرمين")]]


def test_a_report_of_one_village_joins_that_village_of_a_list() -> None:
    assert _told(
        ("2023-10-06", "قصفت قوات النظام أمس الخميس بالمدفعية بلدات سرمين والنيرب وآفس في ريف إدلب الشرقي."),
        ("2023-10-06", "قُصفت بلدة النيرب بريف إدلب بقذائف المدفعية الخميس من قبل قوات النظام، دون إصابات."),
    ) == [[("a", "سرمين"), ("b", "النيرب"), ("c", "آفس")], [("b", "النيرب")]]


def test_each_sides_outlet_names_its_own_side_of_a_clash_first() -> None:
    assert _told(
        (
            "2023-03-11",
            "اندلعت اشتباكات عنيفة مساء أمس بين قوات سوريا الديمقراطية والجيش الوطني السوري في قرية عون الدادات.",
        ),
        ("2023-03-11", "دارت اشتباكات بين الجيش الوطني السوري وقسد الجمعة في عون الدادات بريف منبج، قتل خلالها أربعة."),
    ) == [[("a", "عون الدادات")], [("a", "عون الدادات")]]


def test_what_an_article_recalls_is_the_incident_that_was_news_a_week_before() -> None:
    assert _told(
        ("2024-06-06", "قتل شخصان أمس الأربعاء بغارة إسرائيلية على بلدة عيترون جنوبي لبنان."),
        (
            "2024-06-13",
            "قُتل ثلاثة أشخاص أمس بغارة إسرائيلية على بلدة الخيام."
            " وكانت غارة إسرائيلية قد استهدفت في 5 حزيران بلدة عيترون وقتلت شخصين.",
        ),
    ) == [[("a", "عيترون")], [("b", "الخيام"), ("a", "عيترون")]]


def test_two_strikes_on_a_town_within_a_week_are_two_incidents() -> None:
    assert _told(
        ("2024-06-06", "قتل شخصان أمس الأربعاء بغارة إسرائيلية على بلدة عيترون جنوبي لبنان."),
        ("2024-06-10", "قُتل شخص أمس الأحد بغارة إسرائيلية على بلدة عيترون جنوبي لبنان."),
    ) == [[("a", "عيترون")], [("b", "عيترون")]]


def test_a_base_is_rocketed_once_whichever_side_an_outlet_suspects() -> None:
    assert _told(
        ("2024-01-21", "تعرضت قاعدة عين الأسد غربي الأنبار مساء أمس السبت لقصف بصواريخ، ولم تعلن أي جهة مسؤوليتها."),
        (
            "2024-01-21",
            "استهدفت فصائل المقاومة الإسلامية في العراق قاعدة عين الأسد بمحافظة الأنبار السبت برشقة صواريخ.",
        ),
    ) == [[("a", "قاعدة عين الأسد")], [("a", "قاعدة عين الأسد")]]

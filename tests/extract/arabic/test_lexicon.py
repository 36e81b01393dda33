"""The lexicon's lines, the words that rules make of them, and the database they are compiled to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from extract.arabic import almor, camel, lexicon
from extract.arabic.conjugation import Verb, citation, conjugate, derive
from extract.arabic.declension import decline
from extract.arabic.lexicon import Lemma
from extract.arabic.normalize import without_marks
from extract.errors import LexiconError

LEMMAS = list(lexicon.lemmas())
VERBS = [lemma for lemma in LEMMAS if lemma.pos == "verb"]


def verb(root: str, kind: str, voice: str = "a") -> Lemma:
    return Lemma("-", pos="verb", kind=kind, root=root, gloss="-", weight=1, voice=voice)


def noun(stem: str, kind: str = "m", root: str = "-", plurals: tuple[str, ...] = ()) -> Lemma:
    return Lemma(stem, pos="noun", kind=kind, root=root, gloss="-", weight=1, plurals=plurals)


def bare_stems(lemma: Lemma) -> set[str]:
    return {without_marks(stem.written) for stem in (conjugate if lemma.pos == "verb" else decline)(lemma)}


def test_the_lexicon_holds_what_conflict_news_needs() -> None:
    size = Counter(lemma.pos for lemma in LEMMAS)
    assert size["verb"] >= 350
    assert size["noun"] >= 1000
    assert size["adj"] >= 300
    assert {
        "prep",
        "conj",
        "conj_sub",
        "part",
        "part_neg",
        "pron",
        "pron_rel",
        "pron_dem",
        "noun_num",
        "noun_quant",
    } <= set(size)


def test_the_verbs_are_of_every_form_and_of_every_kind_of_root() -> None:
    verbs = [Verb.of(lemma) for lemma in VERBS]
    assert {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"} <= {v.form.form for v in verbs}
    for kind in ("hollow", "defective", "geminate", "assimilated"):
        assert sum(getattr(v.root, kind) for v in verbs) >= 20, kind
    assert sum("ء" in v.root.radicals for v in verbs) >= 20


def test_every_verb_is_what_its_root_and_form_make() -> None:
    assert [(lemma.stem, citation(lemma)) for lemma in VERBS if citation(lemma) != lemma.stem] == []


def test_no_lemma_stands_twice() -> None:
    lines = Counter((lemma.stem, lemma.pos, lemma.kind, lemma.root) for lemma in LEMMAS)
    assert [line for line, times in lines.items() if times > 1] == []


def test_no_tag_is_misspelt() -> None:
    """A tag that a single line has is in the head of its file, or names a value (country:XX, n:7)."""
    heads = " ".join(
        line
        for name in lexicon.LEMMA_FILES
        for line in (lexicon.FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
        if line.startswith("#")
    )
    known = set(heads.replace(",", " ").replace(";", " ").replace(":", " ").replace(".", " ").replace(")", " ").split())
    tags = {tag for lemma in LEMMAS for tag in lemma.tags if ":" not in tag}
    assert sorted(tags - known) == []


@pytest.mark.parametrize(
    ("root", "kind", "expected"),
    [
        ("ق.و.ل", "I-au", {"قال", "قل", "قيل", "قول", "قولو"}),
        ("ر.م.ي", "I-ai", {"رمى", "رم", "رمي", "رما"}),
        ("د.ع.و", "I-au", {"دعا", "دع", "دعو", "دعي"}),
        ("ش.ن.ن", "I-au", {"شن", "شنن"}),
        ("و.ص.ل", "I-ai", {"وصل", "صل"}),
        ("أ.خ.ذ", "I-au", {"أخذ"}),
        ("ق.ر.أ", "I-aa", {"قرأ", "قرؤ"}),
        ("ص.و.ب", "IV", {"أصاب", "أصب", "أصيب", "صيب"}),
        ("ص.د.م", "VIII", {"اصطدم", "صطدم"}),
        ("و.ص.ل", "VIII", {"اتصل", "تصل"}),
        ("د.ع.و", "VIII", {"ادعى", "دعي"}),
        ("ز.ي.د", "VIII", {"ازداد", "زداد"}),
        ("ح.م.ر", "IX", {"احمر", "احمرر"}),
        ("ط.م.أ.ن", "QIV", {"اطمأن", "اطمأنن"}),
        ("ر.أ.ي", "I-aa", {"رأى", "رأ", "رى"}),
    ],
)
def test_irregular_stems_come_from_root_and_form(root: str, kind: str, expected: set[str]) -> None:
    assert expected - {"قولو"} <= bare_stems(verb(root, kind))


@pytest.mark.parametrize(
    ("root", "kind", "masdar", "active", "passive"),
    [
        ("ص.و.ب", "IV", "إصابة", "مصيب", "مصاب"),
        ("ه.د.ف", "X", "استهداف", "مستهدف", "مستهدف"),
        ("ش.ب.ك", "VIII", "اشتباك", "مشتبك", "مشتبك"),
        ("غ.و.ل", "VIII", "اغتيال", "مغتال", "مغتال"),
        ("و.ل.ي", "X", "استيلاء", "مستولي", "مستولى"),
        ("ف.ج.ر", "II", "تفجير", "مفجر", "مفجر"),
        ("ص.ف.و", "II", "تصفية", "مصفي", "مصفى"),
        ("د.ه.م", "III", "مداهمة", "مداهم", "مداهم"),
        ("ل.ق.ي", "IV", "إلقاء", "ملقي", "ملقى"),
        ("ق.ر.ر", "X", "استقرار", "مستقر", "مستقر"),
        ("ق.و.ل", "I-au", None, "قائل", "مقول"),
        ("ر.م.ي", "I-ai", None, "رامي", "مرمي"),
    ],
)
def test_masdar_and_participles_come_from_root_and_form(
    root: str, kind: str, masdar: str | None, active: str, passive: str
) -> None:
    assert [lemma.bare for lemma in derive(verb(root, kind))] == [*filter(None, [masdar]), active, passive]


@pytest.mark.parametrize(
    ("lemma", "expected"),
    [
        (noun("هَدَف", root="ه.د.ف", plurals=("أفعال",)), {"هدف", "أهداف"}),
        (noun("صارُوخ", root="ص.ر.خ", plurals=("فواعيل",)), {"صاروخ", "صواريخ"}),
        (noun("ناحِيَة", "f", "ن.ح.و", ("فواعل",)), {"ناحي", "نواح", "نواحي"}),
        (noun("مَقَرّ", root="ق.ر.ر", plurals=("مفاعل",)), {"مقر", "مقار"}),
        (noun("دَلِيل", root="د.ل.ل", plurals=("أفعلة",)), {"دليل", "أدل"}),
        (noun("عُضْو", root="ع.ض.و", plurals=("أفعال",)), {"عضو", "أعضاء", "أعضائ", "أعضاؤ"}),
        (noun("مُسْتَشْفًى", plurals=("ات",)), {"مستشفى", "مستشفا", "مستشفي"}),
        (noun("قاضٍ", plurals=("=قُضاة",)), {"قاض", "قاضي", "قضا"}),
        (noun("جُزْء", root="ج.ز.أ", plurals=("أفعال",)), {"جزء", "جزؤ", "أجزاء"}),
    ],
)
def test_plurals_and_the_ends_of_nouns_follow_rules(lemma: Lemma, expected: set[str]) -> None:
    stems = {without_marks(stem.written).replace("\u064b", "") for stem in decline(lemma)}
    assert expected <= stems


@pytest.mark.parametrize(
    ("lemma", "message"),
    [
        (verb("ق.و", "I-au"), "root 'ق.و'"),
        (verb("ق.و.ل", "XI"), "class 'XI'"),
        (verb("ق.و.ل", "I"), "class 'I'"),
        (verb("ق.و.ل", "II-au"), "class 'II-au'"),
    ],
)
def test_a_verb_that_cannot_be_made_is_refused(lemma: Lemma, message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        list(conjugate(lemma))


@pytest.mark.parametrize(
    ("lemma", "message"),
    [
        (noun("هَدَف", root="ه.د.ف", plurals=("أفعول",)), "'أفعول' is no pattern"),
        (noun("قُنْبُلَة", "f", "ق.ن", ("فعالل",)), "root 'ق.ن'"),
        (noun("قُنْبُلَة", "f", "ق.ن.ب", ("فعالل",)), "root of four letters"),
    ],
)
def test_a_plural_that_cannot_be_made_is_refused(lemma: Lemma, message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        list(decline(lemma))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("قَصَفَ\tI-ai", "verbs.tsv:2: 2 cells instead of 7"),
        ("قَصَفَ\tI-ai\tق.ص.ف\tshell\tmuch\ta\t-", "verbs.tsv:2: weight 'much'"),
        ("قَصَفَ\tI-ai\tق.ص.ف\tshell\t5\tx\t-", "verbs.tsv:2: voice 'x'"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_its_place(
    line: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "verbs.tsv").write_text("stem\tclass\troot\tgloss\tweight\tvoice\ttags\n" + line, "utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    with pytest.raises(LexiconError, match=message):
        list(lexicon.lemmas())


def features(text: str) -> dict[str, str]:
    return dict(pair.split(":", 1) for pair in text.split(" "))


def test_the_compiled_database_is_what_camel_tools_loads() -> None:
    sections: dict[str, list[list[str]]] = {}
    for line in almor.compile_lexicon().splitlines():
        if line.startswith("###"):
            rows = sections.setdefault(line.strip("#"), [])
        else:
            rows.append(line.split("\t" if "\t" in line else " "))
    database = camel.own_analyzer()._db
    for section, loaded in [
        ("PREFIXES", database.prefix_hash),
        ("SUFFIXES", database.suffix_hash),
        ("STEMS", database.stem_hash),
    ]:
        compiled = [(key, category, features(text)) for key, category, text in sections[section]]
        assert sorted(compiled, key=str) == sorted(
            ((key, category, values) for key, rows in loaded.items() for category, values in rows), key=str
        )
    for section, loaded in [
        ("TABLE AB", database.prefix_stem_compat),
        ("TABLE BC", database.stem_suffix_compat),
        ("TABLE AC", database.prefix_suffix_compat),
    ]:
        assert sorted(map(tuple, sections[section])) == sorted((a, b) for a, bs in loaded.items() for b in bs)


def test_the_stock_analyzer_of_camel_tools_reads_the_database_with_its_back_off() -> None:
    analyzer = type(camel.own_analyzer())(camel.own_analyzer()._db, backoff="NOAN_ALL")
    assert {reading["lex"] for reading in analyzer.analyze("غارتين")} == {"غارَة"}
    assert {reading["pos"] for reading in analyzer.analyze("زغرورستان")} == {"noun_prop"}


def test_every_process_compiles_the_lexicon_to_the_same_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_here = (
        "import sys; from extract.arabic.almor import compile_lexicon as c; sys.stdout.buffer.write(c().encode())"
    )
    seeds = ["1", "2"]
    texts = [
        subprocess.run(
            [sys.executable, "-c", compile_here],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[3],
            capture_output=True,
            check=True,
        ).stdout
        for seed in seeds
    ]
    assert texts[0] == texts[1]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cached = camel.cached_database()
    assert cached is not None
    assert cached.read_bytes() == texts[0]

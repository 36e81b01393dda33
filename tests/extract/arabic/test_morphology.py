"""What a word is, in running news and in hostile input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.arabic import almor
from extract.arabic.lexicon import Lemma
from extract.arabic.morphology import Analysis, analyze, configure
from extract.arabic.tokens import TokenKind, tokenize
from extract.errors import LexiconError, SettingsError, TextError

ROOT = Path(__file__).parents[3]
GOLD = ROOT.parent / "shared" / "gold"
CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "morphology_cases.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
][1:]


def first(word: str) -> Analysis:
    return analyze(word)[0]


def told(word: str) -> tuple[str, str, str, str]:
    """Lemma, clitics, voice and number of the first reading, as the table has them."""
    reading = first(word)
    clitics = [*reading.proclitics, *filter(None, [reading.enclitic])]
    return reading.lemma, ",".join(clitics) or "-", (reading.voice or "-")[0], reading.number or "-"


def share_right(cases: list[list[str]]) -> float:
    return sum(told(word) == (*expected,) for _, _, word, *expected in cases) / len(cases)


def test_the_table_holds_at_least_400_words_a_third_of_them_set_aside() -> None:
    held = [case for case in CASES if case[1] == "held"]
    assert len(CASES) >= 400
    assert len(held) * 3 >= len(CASES)


def test_97_percent_of_the_words_in_running_news_are_read_right() -> None:
    wrong = [(word, expected, told(word)) for _, _, word, *expected in CASES if told(word) != (*expected,)]
    assert share_right([case for case in CASES if case[1] == "dev"]) >= 0.97, wrong


def test_93_percent_of_the_words_set_aside_are_read_right() -> None:
    assert share_right([case for case in CASES if case[1] == "held"]) >= 0.93


@pytest.mark.parametrize("names", [["dev.jsonl"], ["gsr_assault_dev.jsonl", "gsr_protest_dev.jsonl"]])
def test_93_percent_of_the_words_of_news_are_known(names: list[str]) -> None:
    files = [GOLD / name for name in names]
    if not all(file.exists() for file in files):
        pytest.skip("the gold texts are not at hand")
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    words = [t.clean for text in texts for t in tokenize(text) if t.kind is TokenKind.WORD and analyze(t.clean)]
    assert sum(first(word).origin != "guess" for word in words) / len(words) >= 0.93


@pytest.mark.parametrize(
    ("word", "lemma", "voice"),
    [
        ("استُهدفت", "استهدف", "passive"),
        ("استَهدفت", "استهدف", "active"),
        ("قُتل", "قتل", "passive"),
        ("قَتلوا", "قتل", "active"),
        ("أُصيب", "أصاب", "passive"),
        ("أصيبوا", "أصاب", "passive"),
        ("اغتيل", "اغتال", "passive"),
        ("توفيت", "توفى", "passive"),
        ("استشهدوا", "استشهد", "passive"),
        ("قتل", "قتل", "passive"),
        ("قتلت", "قتل", "active"),
        ("هاجموا", "هاجم", "active"),
        ("ستُعقد", "عقد", "passive"),
    ],
)
def test_diacritics_letters_and_the_verbs_own_habit_tell_the_voice(word: str, lemma: str, voice: str) -> None:
    assert (first(word).lemma, first(word).voice) == (lemma, voice)


def test_an_unvowelled_verb_keeps_its_other_voice_as_a_second_reading() -> None:
    assert {reading.voice for reading in analyze("استهدفت") if reading.person == "3"} == {"active", "passive"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("فسيقصفونهم", ("قصف", ("fa", "sa"), "3mp", "imperfective")),
        ("وألقاها", ("ألقى", ("wa",), "3fs", "perfective")),
        ("يتبنَّ", ("تبنى", (), None, "imperfective")),
        ("رموا", ("رمى", (), None, "perfective")),
        ("شنّتا", ("شن", (), None, "perfective")),
        ("اصطدموا", ("اصطدم", (), None, "perfective")),
    ],
)
def test_verbs_are_read_through_their_clitics(word: str, expected: tuple[object, ...]) -> None:
    reading = first(word)
    assert (reading.lemma, reading.proclitics, reading.enclitic, reading.aspect) == expected


@pytest.mark.parametrize(
    ("word", "lemma", "number", "definite"),
    [
        ("غارتين", "غارة", "d", False),
        ("للجنة", "لجنة", "s", True),
        ("الصواريخ", "صاروخ", "p", True),
        ("مسلحو", "مسلح", "p", False),
        ("قتلاهم", "قتيل", "p", True),
        ("بالمستشفيات", "مستشفى", "p", True),
        ("أعضاؤه", "عضو", "p", True),
        ("العراق", "العراق", "s", True),
    ],
)
def test_nouns_tell_number_and_definiteness(word: str, lemma: str, number: str, definite: bool) -> None:
    reading = first(word)
    assert (reading.lemma, reading.number, reading.definite) == (lemma, number, definite)


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("غارات", "evt:airstrike"),
        ("بالقصف", "evt:shell"),
        ("استهدافه", "evt:strike"),
        ("واشتباكات", "evt:clash"),
        ("صاروخين", "weapon:rocket"),
        ("الأطفال", "child"),
        ("قتيلان", "casualty"),
        ("مدينة", "place-head"),
        ("وأسفرت", "result"),
        ("شنت", "light"),
        ("المتظاهرون", "protester"),
        ("اليمنية", "nationality:YE"),
    ],
)
def test_a_word_carries_the_tags_of_its_lemma(word: str, tag: str) -> None:
    assert tag in first(word).tags


def test_a_masdar_and_a_participle_carry_the_tags_of_their_verb() -> None:
    assert {"evt:besiege", "masdar"} <= first("تطويقهم").tags
    assert {"evt:besiege", "passive"} <= first("المطوَّقة").tags


def test_spellings_without_hamzas_are_read_as_those_with_them() -> None:
    assert first("الاسلامية").lemma == "إسلامي"
    assert first("اعلنت").lemma == "أعلن"
    assert first("فى").lemma == "في"


def test_a_word_outside_the_lexicon_is_looked_up_without_its_clitics() -> None:
    reading = first("وبالزعفران")
    assert reading.origin == "simplemma"
    assert (reading.lemma, reading.proclitics) == ("زعفران", ("wa", "bi", "al"))


def test_an_unknown_word_is_guessed_to_be_a_name_and_keeps_its_article() -> None:
    reading = first("بالزغرورية")
    assert reading == Analysis("الزغرورية", number="s", definite=True, proclitics=("bi",), origin="guess")


def test_numbers_and_foreign_words_are_told_apart() -> None:
    assert first("٢٥").origin == "number"
    assert first("25").lemma == "25"
    assert first("ثلاثة").origin == "number"
    assert first("BBC").pos == "foreign"
    assert analyze("") == analyze("ـ") == ()


@pytest.fixture
def second_database(tmp_path: Path) -> Iterator[Path]:
    """A database of the user's, with the block of rewrite rules that camel-tools refuses."""
    path = tmp_path / "user.db"
    lemma = Lemma("زَغْرُور", pos="noun", kind="m", root="-", gloss="test word", weight=1)
    path.write_text(almor.compile_lexicon([lemma]) + "###POSTREGEX###\nMATCH\tx\nREPLACE\ty\n", "utf-8")
    yield path
    configure(None)


def test_a_second_database_is_asked_for_what_the_lexicon_does_not_know(second_database: Path) -> None:
    before = first("الزغرور").origin
    configure(second_database)
    assert before != "database"
    assert (first("الزغرور").lemma, first("الزغرور").origin) == ("زغرور", "database")
    assert first("القصف").origin == "lexicon"


def test_a_database_can_be_named_as_camel_tools_installs_it(
    second_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "data" / "morphology_db" / "calima-x"
    installed.mkdir(parents=True)
    second_database.rename(installed / "morphology.db")
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    configure("calima-x")
    assert first("الزغرور").origin == "database"


def test_a_missing_database_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="no-such-database"):
        configure("no-such-database")


@pytest.mark.parametrize("content", [b"not a database\n", b"\xff\xfe\x00", b"###DEFINES###\nDEFINE pos pos:verb\n"])
def test_a_file_that_is_no_database_is_refused_when_it_is_first_asked(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(content)
    configure(path)
    try:
        with pytest.raises(LexiconError, match=re.escape(str(path))):
            analyze("الزغرور")
    finally:
        configure(None)


@pytest.mark.parametrize("wrong", [None, b"\xd9\x82", 3])
def test_what_is_no_text_is_a_type_error_that_says_so(wrong: object) -> None:
    with pytest.raises(TypeError, match="must be str"):
        analyze(wrong)  # type: ignore[arg-type]


def test_unpaired_surrogates_are_refused() -> None:
    with pytest.raises(TextError, match="surrogate"):
        analyze("قص\ud800ف")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    assert all(isinstance(reading, Analysis) for reading in analyze(text))


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet="اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤچپگ\u064b\u064e\u064f\u0650\u0651\u0652\u0670ـ",
        min_size=1,
        max_size=20,
    )
)
def test_any_arabic_letters_at_all_get_an_answer(text: str) -> None:
    for reading in analyze(text):
        assert reading.lemma
        assert reading.origin in {"lexicon", "closed", "number", "simplemma", "guess"}


def test_a_megabyte_of_one_letter_is_one_unknown_word() -> None:
    word = "ق" * 1_000_000
    assert analyze(word) == (Analysis(lemma=word),)


OFFLINE = """
import socket, sys
def refuse(*_): raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
import extract.arabic.morphology as morphology
assert not any(name.startswith(("camel_tools", "simplemma")) for name in sys.modules), "the import is not lazy"
import pathlib
home = pathlib.Path.home()
assert not home.exists() or not list(home.iterdir()), "the import wrote into the home"
print(morphology.analyze("واستهدفت")[0].lemma, *sorted(path.name for path in home.rglob("*")) if home.exists() else [])
assert "camel_tools.data" not in sys.modules
"""


def run_offline(home: Path) -> str:
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)}
    for name in ("XDG_CACHE_HOME", "CAMELTOOLS_DATA"):
        environment.pop(name, None)
    done = subprocess.run([sys.executable, "-c", OFFLINE], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_is_fetched_and_only_the_cache_is_written(tmp_path: Path) -> None:
    lemma, *written = run_offline(tmp_path).split()
    assert lemma == "استهدف"
    assert {name for name in written if not name.startswith("lexicon-")} == {".cache", "rasd"}


def test_without_a_home_the_lexicon_is_compiled_for_the_process_alone() -> None:
    assert run_offline(Path("/dev/null/none")).split() == ["استهدف"]

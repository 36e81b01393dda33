"""Tokens: their kinds, their offsets in the stored text, and the sentences they make."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.arabic.normalize import check_text, clean, fold, without_marks
from extract.arabic.tokens import TokenKind, sentences, tokenize
from extract.errors import TextError

SURROGATES = st.characters(categories=["Cs"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف مدفعي", "word قصف, word مدفعي"),
        ("و3 جرحى", "word و, number 3, word جرحى"),
        ("بـ5 صواريخ", "word بـ, number 5, word صواريخ"),
        ("الـ24 ساعة", "word الـ, number 24, word ساعة"),
        ("5قتلى", "number 5, word قتلى"),
        ("1,500 و١٬٥٠٠ و٣٫٥", "number 1,500, word و, number ١٬٥٠٠, word و, number ٣٫٥"),
        ("3.5 كم", "number 3.5, word كم"),
        ("14/3/2022 و٢٠٢٢/٠٣/١٤ و14-3-2022", "date 14/3/2022, word و, date ٢٠٢٢/٠٣/١٤, word و, date 14-3-2022"),
        ("14/3", "number 14, punct /, number 3"),
        ("10:30", "number 10, punct :, number 30"),
        ("#عاجل #حلب_الآن", "hashtag #عاجل, hashtag #حلب_الآن"),
        ("“العمر” «البيان» \"قسد\" ‘x’", "quote “, word العمر, quote ”, quote «, word البيان, quote », "
         "quote \", word قسد, quote \", quote ‘, latin x, quote ’"),
        ("صاروخ TOW من إف-16", "word صاروخ, latin TOW, word من, word إف, punct -, number 16"),
        ("L39 وT-72", "latin L39, word و, latin T-72"),
        ("نعم، لا؛ لماذا؟", "word نعم, punct ،, word لا, punct ؛, word لماذا, punct ؟"),
        ("العنوان\nالنص", "word العنوان, break \n, word النص"),
        ("قُصِفَتْ القريــة", "word قُصِفَتْ, word القريــة"),
        ("الخرطوم ــ قصف", "word الخرطوم, punct ــ, word قصف"),
        ("می\u200cشود", "word می\u200cشود"),
        ("🚨 الصحة", "punct 🚨, word الصحة"),
        ("20٪ و5%", "number 20, punct ٪, word و, number 5, punct %"),
        ("﴿نص﴾", "punct ﴿, word نص, punct ﴾"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_tokens(text: str, expected: str) -> None:
    assert ", ".join(f"{token.kind} {token.text}" for token in tokenize(text)) == expected


@pytest.mark.parametrize(
    ("spellings", "key"),
    [
        (["إدلب", "ادلب", "أدلب", "إِدْلِب", "إدلــب", "\u202bإدلب\u202c", "ﺇﺩﻟﺐ"], "ادلب"),
        (["القاعدة", "القاعده", "القاعدةُ"], "القاعده"),
        (["مستشفى", "مستشفي", "مستشفی"], "مستشفي"),
        (["کرکوک", "كركوك", "گرگوگ"], "كركوك"),
        (["مسؤول", "مسوول"], "مسوول"),
        (["رئيس", "رييس"], "رييس"),
        (["٢٠٢٢", "۲۰۲۲", "2022"], "2022"),
        (["ﻻ", "لا"], "لا"),
        (["TOW", "tow"], "tow"),
    ],
)
def test_spellings_of_one_word_meet_under_one_key(spellings: list[str], key: str) -> None:
    assert {fold(spelling) for spelling in spellings} == {key}


def test_a_clean_word_keeps_its_diacritics_because_they_tell_the_passive() -> None:
    assert clean("قُتِــل\u200f") == "قُتِل"
    assert without_marks("قُتِل") == "قتل"


def told(text: str) -> list[str]:
    tokens = tokenize(text)
    return [text[tokens[span[0]].start : tokens[span[-1]].end] for span in sentences(tokens)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قصف حيًا. وقتل 3.", ["قصف حيًا.", "وقتل 3."]),
        ("انتهى القصف.وقال المصدر", ["انتهى القصف.", "وقال المصدر"]),
        ("من قصف؟ لا أحد!", ["من قصف؟", "لا أحد!"]),
        ("قال: «انتهى القصف.» ثم مضى.", ["قال: «انتهى القصف.»", "ثم مضى."]),
        ("قصف على بلدتين.. وقتلى", ["قصف على بلدتين..", "وقتلى"]),
        ("وقالت أ.ف.ب إن القصف", ["وقالت أ.ف.ب إن القصف"]),
        ("بحسب د. أحمد", ["بحسب د. أحمد"]),
        ("على بعد 3.5 كم", ["على بعد 3.5 كم"]),
        ("ريف حلب:\n- كفر عمة\n• تقاد", ["ريف حلب:", "- كفر عمة", "• تقاد"]),
        ("1. قصف حي\n2. اعتقال شاب", ["1. قصف حي", "2. اعتقال شاب"]),
        ("أصيب 5. وقتل 2", ["أصيب 5.", "وقتل 2"]),
        ("موقع sana.sy الرسمي", ["موقع sana.sy الرسمي"]),
        ("العنوان\n\n\nالنص", ["العنوان", "النص"]),
        ("...", ["..."]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_tokens_are_the_text_at_their_offsets_in_order_and_apart(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))


@given(st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_no_letter_and_no_digit_is_lost(text: str) -> None:
    assert "".join(token.text for token in tokenize(text)) == text


@given(st.text("قصف.!؟…«»)( \n1اL:•-", max_size=60))
def test_every_token_but_a_break_is_in_one_sentence(text: str) -> None:
    tokens = tokenize(text)
    spans = sentences(tokens)
    assert [at for span in spans for at in span] == [
        at for at, token in enumerate(tokens) if token.kind is not TokenKind.BREAK
    ]
    assert all(len(span) for span in spans)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(clean(text)) == fold(text)


@given(st.text("اأإآىيةهؤئو", min_size=1), st.text("\u064b\u064e\u0651\u0640\u200f\u200c", max_size=5))
def test_marks_and_invisible_signs_change_no_key(word: str, marks: str) -> None:
    assert fold(word[:1] + marks + word[1:]) == fold(word)


@pytest.mark.parametrize("text", [None, b"\xd9\x82", 5, ["قصف"]])
def test_what_is_no_text_is_a_type_error_that_says_so(text: object) -> None:
    with pytest.raises(TypeError, match=f"must be str, not {type(text).__name__}"):
        check_text(text)


@given(st.text(max_size=5), SURROGATES)
def test_an_unpaired_surrogate_is_refused_with_its_place(text: str, surrogate: str) -> None:
    with pytest.raises(TextError, match=rf"character {len(text)} of the text is the unpaired surrogate"):
        tokenize(text + surrogate + "قصف")


@pytest.mark.parametrize("letter", ["ا", "و ", "5", ".", "\u064e", "\u200f", "#", "(", "م."])
def test_a_megabyte_of_one_sign_is_cut_all_the_same(letter: str) -> None:
    tokens = tokenize(letter * 500_000)
    assert sum(len(span) for span in sentences(tokens)) == len(tokens)

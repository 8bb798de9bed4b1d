"""Which posts of a page repeat which: every kind of edit that is small, and what is merely alike."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from splitter.segmentation import duplicates
from splitter.segmentation.duplicates import find_repeats

TITLE = "Ferry runs aground off Lunby in thick fog"
FIRST = "A ferry with 214 people aboard has run aground off Lunby, the coastguard says."
REST = (
    "Tugs are on their way from Velburg and will try to pull it free at high tide, shortly after seven this evening. "
    "Nobody has been hurt, according to the company, Nordlink, but several passengers have been seasick. "
    "Its chief executive, Ida Brandvik, said that the captain had been told twice to wait for the fog to lift."
)
POST = f"{TITLE}\n{FIRST}\n{REST}"
OTHER = (
    "Council votes to rebuild the harbour wall\n"
    "Councillors in Orle have voted by 31 to 12 to rebuild the wall that last month's storm broke in two places."
)


def joined(one: str, other: str) -> bool:
    """Whether the two are told to be one, whichever comes first and whatever stands between them."""
    answers = [find_repeats([one, OTHER, other]), find_repeats([other, OTHER, one])]
    assert all(answer[1] is None for answer in answers)
    found = {answer != [None, None, None] for answer in answers}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    "copy",
    [
        POST,
        POST.upper(),
        POST.replace(" ", "\u00a0 ").replace("\n", "\r\n\r\n") + "\n",
        POST.replace("\n", " "),
        POST.replace(",", "").replace(".", "!"),
        POST.replace("Nobody has been hurt", "“Nobody has been hurt”").replace("-", "–"),
        POST.replace("passengers", "passangers"),
        POST.replace("has run aground", "ran aground"),
        POST.replace("several passengers", "many passengers"),
        POST.replace("been seasick", "been rather seasick"),
        POST.replace("Brandvik", "Brandwik").replace("Lunby", "Lundby"),
        POST.replace("214", "241"),
        POST.replace("seven this", "7 this"),
        f"{TITLE}\n{REST}",
        f"{POST} The weather is due to clear tonight.",
        POST.rsplit(". ", 1)[0] + ".",
        f"Correction: {POST.replace('214', '241').replace('Nobody', 'No one')}",
    ],
)
def test_a_small_edit_leaves_a_repeat(copy: str) -> None:
    assert joined(POST, copy)


@pytest.mark.parametrize(
    "beginning",
    [
        TITLE,
        TITLE.upper() + ".",
        TITLE.replace("aground", "agruond"),
        "Ferry runs aground off Lundby in thick fog",
        FIRST,
        POST[:60],
        POST[:200],
        POST.replace("\n", "")[:170] + "…",
        POST[:230] + "...",
    ],
)
def test_its_beginning_repeats_a_post(beginning: str) -> None:
    assert find_repeats([beginning, OTHER, POST]) == [2, None, None]
    assert find_repeats([POST, OTHER, beginning]) == [None, None, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FTSE 100 down 0.5%", "FTSE 250 down 0.7%"),
        ("Full-time: Lunby Town 2-1 Orle Athletic", "Full-time: Lunby Town 1-1 Orle Athletic"),
        ("Turnout in Lunby North is put at 4", "Turnout in Lunby North is put at 41 percent, officials say."),
        (
            "Traffic is queuing on the M41 between junctions 3 and 4 after a crash. One lane is closed.",
            "Traffic is queuing on the M52 between junctions 7 and 8 after a crash. One lane is closed.",
        ),
        (
            "Nordbank reports a profit of £310m for the first quarter, up 4% on a year ago. Its shares are 2% higher.",
            "Veltra reports a profit of £87m for the first quarter, down 12% on a year ago. Its shares are 5% higher.",
        ),
        (
            "Weather: sunny spells in Lunby with highs of 21C and a light breeze from the west. Tonight will be dry.",
            "Weather: sunny spells in Orle with highs of 19C and a light breeze from the south. Tonight will be dry.",
        ),
        (
            "The minister, Livia Ranzo, told reporters in Ferrano that the bridge would be open by the end of June.",
            "The minister, Livia Ranzo, told reporters in Ferrano that nobody was going to lose a pension this year.",
        ),
        (
            "Good morning and welcome to our live coverage of the day's news in Orle on Monday. You can write to us.",
            "Good morning and welcome to our live coverage of the day's news in Orle on Thursday. You can write to us.",
        ),
        ("Here are the main headlines this morning", "Here are the main headlines this lunchtime"),
        ("That's all for now, thank you for reading", "That's all from me today, and thank you for your comments"),
        ("Iran wins the final", "Iraq wins the final"),
        (
            "Stau auf der A7: Zwischen Lunheim und Orlbach stockt der Verkehr nach einem Unfall auf 6 Kilometern.",
            "Stau auf der A5: Zwischen Velburg und Tessing stockt der Verkehr nach einem Unfall auf 9 Kilometern.",
        ),
        (
            "La préfecture place l'Orne en vigilance orange pour orages à partir de 16 heures.",
            "La préfecture place le Var en vigilance rouge pour incendies à partir de 12 heures.",
        ),
        ("上证指数今日收盘下跌百分之一,成交额三千亿元", "深证成指今日收盘上涨百分之二,成交额四千亿元"),
    ],
)
def test_other_facts_in_the_same_words_make_another_post(one: str, other: str) -> None:
    assert not joined(one, other)


def test_an_update_with_real_news_is_no_repeat() -> None:
    news = "Two of the crew are missing. The captain has been arrested for drinking. Divers have found a hole."
    assert not joined(f"{TITLE}\n{FIRST}", f"{TITLE}\n{FIRST}\n{news}")
    assert not joined(POST, f"{POST}\n{news * 3}")


def test_a_post_that_quotes_a_sentence_is_no_repeat() -> None:
    quoting = f"{OTHER} The coastguard had said in the morning: “{FIRST}” Councillors were told so during the vote."
    assert find_repeats([quoting, FIRST]) == [None, None]
    assert find_repeats([quoting, POST]) == [None, None]


def test_one_number_corrected_is_a_repeat_and_several_are_the_next_report() -> None:
    report = (
        "By noon 1,204 people were in hospital, 97 of them in intensive care, and 31 had died since the day before. "
    )
    told = f"{report}The ministry said that the wards in Ferrano were full and that patients were being flown to Orle."
    assert joined(told, told.replace("97", "79"))
    assert not joined(told, told.replace("1,204", "1,377").replace("97", "104").replace("31", "18"))


def test_what_begins_several_posts_is_a_label() -> None:
    label = "Get in touch with us by email"
    assert find_repeats([f"{label}\n{POST}", label, f"{label}\n{OTHER}"]) == [None, None, None]


@pytest.mark.parametrize("text", ["", " \n", "Share", "Half-time!", "Goal for Lunby", "🎉🎉🎉 🎉 🎉", "…", "a" * 100])
def test_what_says_too_little_repeats_nothing(text: str) -> None:
    assert find_repeats([text, text, POST]) == [None, None, None]


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("Die Straße nach Lunheim ist gesperrt", "DIE STRASSE NACH LUNHEIM IST GESPERRT"),
        (
            "L'été sera très chaud à Orlay, dit la météo",
            "L’e\u0301te\u0301 sera tre\u0300s chaud a\u0300 Orlay dit la météo.",
        ),
        ("Паром сел на мель у берегов Лунби", "ПАРОМ СЕЛ НА МЕЛЬ, У БЕРЕГОВ ЛУНБИ!"),
        ("渡轮在大雾中于伦比附近搁浅,无人受伤", "渡轮在大雾中于伦比附近搁浅。无人受伤。"),
        ("เรือเฟอร์รี่เกยตื้นนอกชายฝั่งท่ามกลางหมอกหนา", "เรือเฟอร์รี่เกยตื้น นอกชายฝั่ง ท่ามกลางหมอกหนา"),
        ("घने कोहरे में नौका किनारे पर फँस गई", "घने कोहरे में, नौका किनारे पर फँस गई।"),
        ("جنحت العبارة قبالة الساحل وسط ضباب كثيف", "جنحت العبارة، قبالة الساحل وسط ضباب كثيف."),
    ],
)
def test_every_script_is_compared_by_its_letters(text: str, copy: str) -> None:
    assert joined(text, copy)


def test_small_edits_are_small_in_other_languages() -> None:
    french = (
        "Le ferry reliant Orlay à Lunville s'est échoué ce matin dans un épais brouillard, ont annoncé les secours. "
        "Aucun des 214 passagers n'a été blessé et deux remorqueurs sont en route depuis le port de Velbourg."
    )
    chinese = (
        "一艘载有两百多人的渡轮今天早上在大雾中于伦比附近海域搁浅,海岸警卫队说船上没有人受伤,两艘拖船正从港口赶来。"
    )
    assert joined(french, french.replace("brouillard", "broullard").replace("214", "241"))
    assert joined(chinese, chinese.replace("早上", "清晨"))


class TestWhichOneIsTheOriginal:
    def test_the_fuller(self) -> None:
        longer = f"{POST} The weather is due to clear tonight."
        assert find_repeats([POST, longer]) == [1, None]
        assert find_repeats([longer, POST]) == [None, 0]

    def test_the_first_of_equals(self) -> None:
        assert find_repeats([OTHER, POST, POST.upper(), OTHER, POST]) == [None, None, 1, 0, 1]

    def test_a_chain_ends_at_the_original(self) -> None:
        longer = f"{POST} The weather is due to clear tonight."
        assert find_repeats([TITLE, POST[:150], POST, TITLE, longer]) == [4, 4, 4, 4, None]


WORDS = st.sampled_from(
    ["lunby", "ferry", "Ferry", "has", "run", "aground", "3", "31", "fog.", "fog", "on Monday", "大", "…"]
)
TEXTS = st.lists(WORDS | st.sampled_from(["\n"]), max_size=25).map(" ".join)
PAGES = st.lists(TEXTS | st.text(max_size=60), max_size=10)


class TestWhateverThePage:
    @given(PAGES)
    def test_an_original_is_another_post_and_no_repeat(self, texts: list[str]) -> None:
        repeats = find_repeats(texts)
        assert len(repeats) == len(texts)
        assert all(r is None or (r != i and repeats[r] is None) for i, r in enumerate(repeats))

    @given(PAGES, st.randoms(use_true_random=False))
    def test_white_space_and_case_change_nothing(self, texts: list[str], rng: random.Random) -> None:
        def changed(text: str) -> str:
            spaced = "".join(rng.choice([" ", "  ", "\t", "\u00a0 "]) if c == " " else c for c in text)
            return (
                rng.choice(["", " ", "\n"])
                + (spaced.swapcase() if spaced.isascii() else spaced)
                + rng.choice(["", "  ", "\n"])
            )

        assert find_repeats([changed(text) for text in texts]) == find_repeats(texts)

    @given(
        st.permutations([POST, POST[:150], TITLE, f"{POST} The weather is due to clear tonight.", OTHER, OTHER[:90]])
    )
    def test_order_changes_only_places(self, texts: list[str]) -> None:
        originals = [None if r is None else texts[r] for r in find_repeats(texts)]
        longer = next(text for text in texts if text.endswith("tonight."))
        assert dict(zip(texts, originals, strict=True)) == {
            longer: None, POST: longer, POST[:150]: longer, TITLE: longer, OTHER: None, OTHER[:90]: OTHER,
        }  # fmt: skip

    @given(PAGES)
    def test_posts_given_twice_repeat_themselves(self, texts: list[str]) -> None:
        once = find_repeats(texts)
        twice = find_repeats([*texts, *texts])
        assert twice[: len(texts)] == once
        for i, (text, original, again) in enumerate(zip(texts, once, twice[len(texts) :], strict=True)):
            says_too_little = sum(map(str.isalpha, text.split())) < 4
            assert again == (i if original is None else original) or (again is original is None and says_too_little)

    @given(st.lists(st.text(), max_size=8))
    def test_any_text_is_taken(self, texts: list[str]) -> None:
        assert len(find_repeats(texts)) == len(texts)


def test_the_hash_seed_changes_nothing() -> None:
    script = (
        "import random, runpy, sys\n"
        "find = runpy.run_path(sys.argv[1])['find_repeats']\n"
        "rng = random.Random(1)\n"
        "print(find([' '.join(rng.choice('abcdefg') * 2 for _ in range(rng.randrange(30))) for _ in range(400)]))\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script, duplicates.__file__],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert any(c.isdigit() for c in said.pop())


def _drawn(posts: int, words: int, vocabulary: int) -> list[str]:
    rng = random.Random(0)
    return [" ".join(f"w{rng.randrange(vocabulary)}" for _ in range(words)) for _ in range(posts)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [
        lambda: _drawn(5000, 75, 5000),
        lambda: _drawn(5000, 75, 40),
        lambda: _drawn(100_000, 1, 9),
        lambda: [POST] * 20_000,
        lambda: [POST[: 10 + i % 400] for i in range(5000)],
        lambda: [f"{POST} {i} {i * i} of {i % 7}" for i in range(5000)],
        lambda: (
            ["a" * 1_000_000, "字" * 1_000_000, "\n" * 1_000_000, "a b " * 250_000, " ".join(_drawn(1, 150_000, 9))] * 2
        ),
    ],
    ids=["many words", "few words", "one word each", "all equal", "all cut", "one template", "a megabyte each"],
)
def test_no_page_takes_long(page: Callable[[], list[str]]) -> None:
    texts = page()
    started = time.process_time()
    find_repeats(texts)
    assert time.process_time() - started < 10  # Five would do on an idle machine.

"""What must, or must not, be said in a conversation, in Chinese and in English."""

from __future__ import annotations

from typing import Any

import pytest

import servicepolicy as sp
from servicepolicy.kinds.requirement.transcript import Wording, folded
from servicepolicy.language.wordlists import WORD_LISTS
from tests.judging.building import event, instant
from tests.kinds.requirement.test_requirement import blank, problems

LATER = "2026-01-09T09:00"
GREETING: dict[str, Any] = {"part": "opening", "any": [{"words": "greeting"}]}


def rule(*spoken: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A requirement on what is spoken in an interaction, judged now."""
    return {
        "id": "required",
        "kind": "requirement",
        "clause": "X-1",
        "subject": "interaction",
        "spoken": list(spoken),
        **said,
    }


def talk(*lines: tuple[str | None, str | None], ended: bool = False, **header: Any) -> sp.Interaction:
    """A talk of lines, a minute apart: who speaks, and what."""
    said = [
        event("said", f"2026-01-05T09:{minute:02}", speaker=speaker, text=text)
        for minute, (speaker, text) in enumerate(lines)
    ]
    end = [event("ended", "2026-01-05T09:59")] if ended else []
    return sp.Interaction.model_validate({"id": "I-1", **header, "events": [*said, *end]})


def only(said: dict[str, Any], subject: sp.Interaction, **more: Any) -> sp.Verdict:
    """The single verdict."""
    policy = sp.Policy(policy="p", timezone="Europe/London", rules=[said], **more)
    (found,) = policy.evaluate(subject, as_of=instant(LATER))["required"].verdicts
    return found


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Good morning, Example Bank", "met"),
        ("ＧＯＯＤ　morning", "met"),
        ("您好，请讲", "met"),
        ("您  好", "met"),
        ("喂", "breached"),
        ("Chicago speaking", "breached"),
    ],
)
def test_a_greeting_is_heard_in_both_languages(text: str, status: str) -> None:
    """Case, width and spacing do not count; `hi` inside a word is no greeting."""
    assert str(only(rule(GREETING), talk(("agent", text), ("customer", "hello"))).status) == status


def test_the_opening_is_the_first_turn_of_the_agent() -> None:
    """A greeting after the customer has spoken is none of the opening, one in a second line of the first turn is."""
    late = talk(("agent", "yes?"), ("customer", "my card"), ("agent", "hello"))
    second_line = talk(("customer", "my card"), ("agent", "yes?"), ("agent", "hello"), ("customer", "hello"))
    assert only(rule(GREETING), late).status == "breached"
    assert only(rule(GREETING), second_line).status == "met"


def test_the_closing_is_the_last_turn_of_the_agent() -> None:
    """A goodbye in the middle is none."""
    said = rule({"part": "closing", "any": [{"words": "farewell"}]})
    assert only(said, talk(("agent", "再见"), ("customer", "等等"), ("agent", "请讲"))).status == "breached"
    assert only(said, talk(("agent", "请讲"), ("agent", "再见"), ("customer", "好"))).status == "met"


def test_the_bank_must_be_named() -> None:
    """`all` asks for each: a greeting, and the name that a blank holds; what is lacking is named."""
    said = rule({"part": "opening", "all": [{"words": "greeting"}, {"blank": "bank"}]})
    more: dict[str, Any] = {"blanks": {"bank": blank("text")}, "values": {"bank": "示例银行"}}
    assert only(said, talk(("agent", "您好，示例银行")), **more).status == "met"
    found = only(said, talk(("agent", "您好，这里是总行")), **more)
    assert (found.status, [(why.code, why.test) for why in found.why_not]) == ("breached", [("not_said", "示例银行")])


ALWAYS: dict[str, Any] = {"any": [{"words": "polite"}], "share": "50%"}


@pytest.mark.parametrize(
    ("lines", "status", "doubts"),
    [
        ((("agent", "请"), ("agent", "等着")), "met", ()),
        ((("agent", "请"), ("agent", "等着"), ("agent", "没有")), "breached", ()),
        ((("agent", "请"), ("customer", "等着"), ("customer", "没有")), "met", ()),
        ((("customer", "谢谢"),), "breached", ()),
        ((("agent", "请"), ("agent", None), ("agent", "没有")), "unknown", ("2.text",)),
        ((("agent", "请"), ("agent", "谢谢"), ("agent", None), ("agent", "没有")), "met", ()),
        ((("agent", "请"), ("agent", "等着"), (None, "没有")), "unknown", ("3.speaker",)),
        ((("agent", "请"), ("agent", "等着"), (None, "谢谢")), "met", ()),
    ],
)
def test_always_is_a_share_of_the_utterances(
    lines: tuple[tuple[str | None, str | None], ...], status: str, doubts: tuple[str, ...]
) -> None:
    """So many of the speakers' utterances hold one of the phrases; what is not known counts only where it decides."""
    found = only(rule(ALWAYS), talk(*lines))
    assert (str(found.status), found.doubts) == (status, doubts)


def test_too_few_utterances_are_told_with_their_number() -> None:
    """The verdict says in how many of them the words were, and from which blank the share comes."""
    more: dict[str, Any] = {"blanks": {"often": blank("share")}, "values": {"often": "2/3"}}
    found = only(rule({**ALWAYS, "share": {"blank": "often"}}), talk(("agent", "请"), ("agent", "等着")), **more)
    assert [(why.code, why.test, why.found) for why in found.why_not] == [("said_too_seldom", "polite", "1/2")]
    assert [(one.name, one.value) for one in found.values] == [("spoken", "2/3")]
    assert "1/2" in found.explain("en")
    assert "1/2" in found.explain("zh")


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ({"any": ["hi"], "share": "150%"}, "wrong-type"),
        ({"none": ["hi"], "share": "50%"}, "illegal-combination"),
    ],
)
def test_a_share_is_one_and_counts_something(spoken: dict[str, Any], code: str) -> None:
    """A share above the whole, and one of nothing that must be said, are problems."""
    assert [found for found, _ in problems(rule(spoken))] == [code]


def test_a_forbidden_word_is_found_and_its_utterance_named() -> None:
    """The verdict names the event and the phrase of the list, and nothing else of what was said."""
    said = rule({"none": [{"words": "brushing_off"}]})
    found = only(said, talk(("agent", "您好"), ("agent", "王小姐，这不归我管")))
    assert [(why.code, why.event, why.test) for why in found.why_not] == [("said", 2, "不归我管")]
    shown = f"{found!r}{found.plain()}{found.explain('zh')}{found.explain('en')}"
    assert "王小姐" not in shown


def test_the_customer_s_words_are_not_the_agent_s() -> None:
    """Who may be rude is whom the rule names."""
    lines = talk(("customer", "Hurry up!"), ("agent", "of course"))
    assert only(rule({"none": [{"words": "impatient"}]}), lines).status == "met"
    assert only(rule({"by": "customer", "none": [{"words": "impatient"}]}), lines).status == "breached"


def test_the_speaker_is_read_off_who_acted() -> None:
    """An utterance of a human is an agent's, one of a bot is not."""
    lines = [
        event("said", "2026-01-05T09:00", text="hello", kind="bot"),
        event("said", "2026-01-05T09:01", text="hello", kind="human", by="e1"),
    ]
    subject = sp.Interaction.model_validate({"id": "I-1", "events": lines})
    found = only(rule({"any": ["hello"]}), subject)
    assert (found.status, [fact.event for fact in found.facts]) == ("met", [2])
    assert only(rule({"by": "bot", "any": ["hello"]}), subject).facts[0].event == 1


def test_a_transcript_without_speakers_is_unknown() -> None:
    """Whether it was the agent who greeted hangs on who spoke."""
    found = only(rule(GREETING), talk((None, "hello"), (None, "my card")))
    assert (found.status, found.doubts) == ("unknown", ("1.speaker",))


def test_a_long_transcript_without_speakers_is_unknown() -> None:
    """Sixty lines by nobody known are decided in no time, and the answer is still unknown."""
    found = only(rule(GREETING), talk(*[(None, "hello")] * 59))
    assert (found.status, bool(found.doubts)) == ("unknown", True)


def test_what_nobody_said_needs_no_speakers() -> None:
    """Where the words stand nowhere, whoever spoke did not say them."""
    lines = talk((None, "my card"), (None, "yes"))
    assert only(rule(GREETING), lines).status == "breached"
    assert only(rule({"none": [{"words": "impatient"}]}), lines).status == "met"


def test_a_talk_without_utterances_has_no_transcript() -> None:
    """Nobody is silent for a whole talk: it is unknown, and free text in the header is no transcript by speakers."""
    found = only(rule(GREETING, until="ended"), talk(ended=True, transcript="agent: hello"))
    assert (found.status, found.doubts) == ("unknown", ("transcript",))


def test_an_illegible_utterance_is_a_doubt() -> None:
    """Words that were not recorded may be the forbidden ones."""
    found = only(rule({"none": [{"words": "impatient"}]}), talk(("agent", None), ("customer", "oh")))
    assert (found.status, found.doubts) == ("unknown", ("1.text",))


def test_before_the_end_it_is_pending_and_afterwards_final() -> None:
    """A talk is judged when it has ended."""
    said = rule(GREETING, until="ended")
    assert only(said, talk(("agent", "hello"))).status == "pending"
    found = only(said, talk(("agent", "hello"), ended=True))
    assert (found.status, found.final) == ("met", True)


def test_a_malformed_transcript_is_a_problem_of_the_facts() -> None:
    """A speaker of no known kind, and words that are no text, are refused without being repeated."""
    with pytest.raises(sp.FactsError) as caught:
        talk(("operator", "hello"), ("agent", ["my secret"]))  # type: ignore[arg-type]  # what a host may hand in
    assert [problem.code for problem in caught.value.problems] == ["unknown-code", "wrong-type"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ({}, "no-test"),
        ({"any": [{"words": "greetings"}]}, "unknown-word"),
        ({"any": [" "]}, "no-value"),
        ({"by": "machine", "any": ["hello"]}, "unknown-word"),
        ({"any": [{"blank": "nowhere"}]}, "unknown-blank"),
        ({"any": ["hello"], "where": "opening"}, "unknown-key"),
    ],
)
def test_what_cannot_be_heard_is_refused(spoken: dict[str, Any], code: str) -> None:
    """A word list that does not exist is named, with the one that was meant."""
    assert code in [found for found, _ in problems(rule(spoken))]


def test_spoken_goes_with_neither_events_nor_throughout() -> None:
    """A talk is read as a whole."""
    assert [code for code, _ in problems(rule(GREETING, at="ended"))] == ["illegal-combination"]
    assert [code for code, _ in problems(rule(GREETING, hold="throughout"))] == ["illegal-combination"]


def test_a_blank_that_is_spoken_holds_text_or_a_list() -> None:
    """A span cannot be said."""
    said = rule({"any": [{"blank": "bank"}]})
    found = problems(said, blanks={"bank": blank("span")}, values={"bank": "1 hour"})
    assert "wrong-type" in [code for code, _ in found]


def test_any_of_a_list_may_be_the_bank_s_name() -> None:
    """A blank of type list holds spellings, any of which counts."""
    said = rule({"all": [{"blank": "bank"}]})
    more: dict[str, Any] = {"blanks": {"bank": blank("list")}, "values": {"bank": ["Example Bank", "示例银行"]}}
    assert only(said, talk(("agent", "EXAMPLE bank, hello")), **more).status == "met"


@pytest.mark.parametrize("name", sorted(WORD_LISTS))
def test_every_list_has_both_languages_and_finds_its_own_phrases(name: str) -> None:
    """Each shipped phrase is found in itself, and each list speaks Chinese and English."""
    wording = Wording.of(name, WORD_LISTS[name])
    assert all(wording.found(folded(phrase)) for phrase in WORD_LISTS[name])
    assert {phrase.isascii() for phrase in WORD_LISTS[name]} == {True, False}
    assert len({folded(phrase) for phrase in WORD_LISTS[name]}) == len(WORD_LISTS[name])


def test_words_are_found_in_either_script() -> None:
    """A phrase in simplified signs is found in traditional ones, and the other way round."""
    assert Wording.of("words", ["不归我管"]).found(folded("這個不歸我管")) == "不归我管"
    assert Wording.of("words", ["不歸我管"]).found(folded("这个不归我管")) == "不歸我管"


def test_friendly_sentences_hold_no_word_of_the_lists() -> None:
    """A phrase is no part of a sentence that helps."""
    helpful = ("网点五点半下班了，明天可以来", "还有不清楚的地方吗", "Choose whatever suits you.")
    for name in ("impatient", "brushing_off"):
        wording = Wording.of(name, WORD_LISTS[name])
        assert [text for text in helpful if wording.found(folded(text))] == []


@pytest.mark.parametrize(
    ("line", "ended_by", "expected"),
    [
        ("goodbye", "customer", "met"),
        ("your balance is", "customer", "not_applicable"),
        ("your balance is", "internal", "breached"),
        ("your balance is", None, "unknown"),
        ("goodbye", None, "met"),
    ],
)
def test_who_hangs_up_takes_the_chance_away(line: str, ended_by: str | None, expected: str) -> None:
    """What does not hold when it is called off is not judged; what holds is met all the same."""
    closing = {"part": "closing", "any": [{"words": "farewell"}]}
    asked = rule(closing, until="ended", cancel={"event": "ended", "where": {"ended_by": "customer"}})
    end = event("ended", "2026-01-05T09:59", **({"ended_by": ended_by} if ended_by else {}))
    lines = event("said", "2026-01-05T09:00", speaker="agent", text=line)
    subject = sp.Interaction.model_validate({"id": "I-1", "events": [lines, end]})
    report = sp.Policy(policy="p", timezone="Europe/London", rules=[asked]).evaluate(subject, as_of=instant(LATER))
    assert report["required"].status == expected


def test_what_can_be_called_off_has_an_end() -> None:
    """A requirement that is judged at no end, or throughout, has nothing that could be called off."""
    assert "illegal-combination" in repr(problems(rule(GREETING, cancel="ended")))


GREETED = {"event": "greeted", "where": {"polite": "true"}}


@pytest.mark.parametrize(
    ("entries", "header", "expected"),
    [
        ([{"polite": True}], {}, "met"),
        ([{"polite": False}], {}, "breached"),
        ([{"polite": False}, {"polite": True}], {}, "met"),
        ([{}], {}, "unknown"),
        ([], {}, "unknown"),
        ([], {"polite_words": True}, "met"),
        ([], {"polite_words": False}, "breached"),
        ([], {"transcript": "your balance is"}, "breached"),
        ([], {"transcript": "hello, who is it", "polite_words": True}, "met"),
    ],
)
def test_what_was_noted_decides_without_a_transcript(
    entries: list[dict[str, Any]], header: dict[str, Any], expected: str
) -> None:
    """An entry shows it, or that it was not so; else the header; a text without speakers can only rule it out."""
    asked = rule({**GREETING, "noted": GREETED, "otherwise": {"polite_words": "true"}})
    events = [event("greeted", f"2026-01-05T09:0{at}", **said) for at, said in enumerate(entries)]
    subject = sp.Interaction.model_validate({"id": "I-1", **header, "events": events})
    report = sp.Policy(policy="p", timezone="Europe/London", rules=[asked]).evaluate(subject, as_of=instant(LATER))
    assert report["required"].status == expected


def test_a_transcript_goes_before_what_was_noted() -> None:
    """What was said is evidence; an entry about it is somebody's word."""
    asked = rule({**GREETING, "noted": GREETED})
    lines = [
        event("said", "2026-01-05T09:01", speaker="agent", text="yes?"),
        event("greeted", "2026-01-05T09:00", polite=True),
    ]
    subject = sp.Interaction.model_validate({"id": "I-1", "events": lines})
    report = sp.Policy(policy="p", timezone="Europe/London", rules=[asked]).evaluate(subject, as_of=instant(LATER))
    assert report["required"].status == "breached"

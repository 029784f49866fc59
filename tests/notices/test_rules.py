from datetime import UTC, datetime

import pytest

from app.notices.rules import AddresseeKind, Audience, problems_with, read_states

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "title, text, audience, sentence",
    [
        (" ", "内容", Audience(users=[1]), "Give the notice a title."),
        ("长" * 201, "内容", Audience(users=[1]), "The title may have at most 200 characters."),
        ("题", "长" * 10_001, Audience(users=[1]), "The text may have at most 10000 characters."),
        ("题", "内容", Audience(), "Choose at least one addressee."),
    ],
)
def test_what_a_notice_may_not_be(title, text, audience, sentence):
    assert [problem.english for problem in problems_with(title, text, audience)] == [sentence]


def test_a_notice_of_the_longest_title_to_one_channel_is_fine():
    assert problems_with("长" * 200, "", Audience(channels=[1])) == []


def test_an_addressee_stands_once_in_an_audience():
    audience = Audience(users=[2, 1, 2], sections=[3])
    assert audience.named() == [
        (AddresseeKind.SECTION, 3),
        (AddresseeKind.USER, 1),
        (AddresseeKind.USER, 2),
    ]


def test_organisations_that_wait_for_somebody_come_first():
    states = read_states([("甲", "张", NOON), ("乙", "李", None), ("乙", "王", NOON)])
    assert [(state.organisation, state.share_words, state.waiting) for state in states] == [
        ("乙", "1/2", ["李"]),
        ("甲", "1/1", []),
    ]

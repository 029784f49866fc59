"""Who signs a step in which order: R26 and the golden order of A13."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.quality.rules.parties import (
    Party,
    RequestState,
    Signed,
    SignOffDraft,
    VillageDraft,
    is_telephone,
    masked,
    signing_problems,
    state_of,
    village_problems,
    waiting_for,
)  # fmt: skip

NOW = datetime(2020, 6, 7, 10, tzinfo=UTC)
CHECK = Signed(Party.CONTRACTOR, True, "吴强")
PEOPLE = {
    Party.CONTRACTOR: "吴强", Party.SUPERVISOR: "孙立", Party.VILLAGE: "王大爷",
    Party.BUREAU_ENGINEER: "张建军", Party.STATION: "冯涛",
}  # fmt: skip


def draft(party: Party, **changes: Any) -> SignOffDraft:
    given: dict[str, Any] = {"agrees": True, "person": PEOPLE[party], "signed_at": NOW} | changes
    return SignOffDraft(party, **given)


def signed(*parties: Party, agrees: bool = True) -> list[Signed]:
    return [CHECK, *(Signed(party, agrees, PEOPLE[party]) for party in parties)]


def problems(party: Party, before: list[Signed], **changes: Any) -> list[str]:
    all_rounds = changes.pop("all_rounds", before)
    found = signing_problems(state_of(before), before, all_rounds, draft(party, **changes), NOW)
    return [sentence.english for sentence in found]


def test_a13_the_station_before_the_village_is_refused() -> None:
    before = signed(Party.SUPERVISOR, Party.BUREAU_ENGINEER)
    assert problems(Party.STATION, before) == [
        "The station signs last: Village representative has not signed yet."
    ]


def test_a13_engineer_supervisor_village_station_passes() -> None:
    so_far = [CHECK]
    for party in (Party.BUREAU_ENGINEER, Party.SUPERVISOR, Party.VILLAGE, Party.STATION):
        assert problems(party, so_far) == []
        so_far.append(Signed(party, True, PEOPLE[party]))
    assert state_of(so_far) == RequestState.PASSED
    assert waiting_for(so_far) == ()


def test_a13_the_village_rejects_after_two_and_round_two_needs_all_again() -> None:
    first = [
        *signed(Party.SUPERVISOR, Party.BUREAU_ENGINEER),
        Signed(Party.VILLAGE, False, PEOPLE[Party.VILLAGE]),
    ]
    assert state_of(first) == RequestState.REFUSED
    assert waiting_for(first) == (Party.CONTRACTOR,)
    assert problems(Party.STATION, first) == [
        "This round ended with a refusal; the contractor must ask anew."
    ]
    second = [CHECK]
    assert waiting_for(second) == (Party.SUPERVISOR, Party.VILLAGE, Party.BUREAU_ENGINEER)
    for party in (Party.VILLAGE, Party.SUPERVISOR, Party.BUREAU_ENGINEER, Party.STATION):
        assert problems(party, second, all_rounds=[*first, *second]) == []
        second.append(Signed(party, True, PEOPLE[party]))
    assert state_of(second) == RequestState.PASSED


@pytest.mark.parametrize(
    "parties, state",
    [
        ((), RequestState.WAITING),
        ((Party.SUPERVISOR,), RequestState.WAITING),
        ((Party.SUPERVISOR, Party.VILLAGE), RequestState.WAITING),
        ((Party.SUPERVISOR, Party.VILLAGE, Party.BUREAU_ENGINEER), RequestState.AT_STATION),
    ],
)
def test_a_round_waits_until_all_three_have_signed(
    parties: tuple[Party, ...], state: RequestState
) -> None:
    assert state_of(signed(*parties)) == state


def test_nobody_signs_a_round_twice() -> None:
    assert problems(Party.SUPERVISOR, signed(Party.SUPERVISOR)) == [
        "Supervisor has signed this round already."
    ]


def test_the_asker_signs_for_no_other_party() -> None:
    assert problems(Party.SUPERVISOR, [CHECK], person="吴强") == [
        "Who asks for the acceptance cannot sign for another party."
    ]


def test_one_person_signs_for_one_party_also_in_a_later_round() -> None:
    first = [*signed(Party.SUPERVISOR), Signed(Party.VILLAGE, False, "王大爷")]
    found = problems(Party.BUREAU_ENGINEER, [CHECK], all_rounds=first, person="孙立")
    assert found == [
        "The same person has signed this request as “Supervisor”; one person signs for one party."
    ]


def test_a_refusal_says_why() -> None:
    assert problems(Party.SUPERVISOR, [CHECK], agrees=False, reason=" ") == [
        "Say why it is refused."
    ]
    assert problems(Party.SUPERVISOR, [CHECK], agrees=False, reason="宽度不足") == []


@pytest.mark.parametrize("minutes, is_refused", [(10, False), (11, True)])
def test_a_clock_may_be_ten_minutes_ahead(minutes: int, is_refused: bool) -> None:
    ahead = NOW + timedelta(minutes=minutes)
    assert bool(problems(Party.SUPERVISOR, [CHECK], signed_at=ahead)) == is_refused


def village(**changes: Any) -> VillageDraft:
    given: dict[str, Any] = {
        "name": "王大爷", "phone": "138 0000 5678", "village": "小店村", "has_photo": True,
        "has_signature": True, "holder": "张建军",
    }  # fmt: skip
    return VillageDraft(**(given | changes))


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({}, None),
        ({"name": " "}, "Enter the name of the village representative."),
        ({"phone": "电话"}, "Enter the telephone number of the village representative."),
        ({"has_signature": False}, "The village representative must sign in the box."),
        ({"has_photo": False}, "Take a photo of the village representative at the place."),
        (
            {"holder_is_contractor": True},
            "The contractor's people cannot hold the phone for the village.",
        ),
        ({"name": "孙立"}, "A person of this name has signed for another party."),
    ],
)
def test_a_village_representative_needs_all_of_it(
    changes: dict[str, Any], sentence: str | None
) -> None:
    others = [CHECK, Signed(Party.SUPERVISOR, True, "user-7", "孙立")]
    found = village_problems(village(**changes), others, holder_may_sign=True)
    assert [one.english for one in found] == ([sentence] if sentence else [])


@pytest.mark.parametrize("holder_may_sign", [True, False])
def test_whether_the_engineer_may_hold_the_phone_is_the_bureaus_rule(holder_may_sign: bool) -> None:
    others = signed(Party.BUREAU_ENGINEER)
    found = village_problems(village(), others, holder_may_sign=holder_may_sign)
    assert bool(found) != holder_may_sign


@pytest.mark.parametrize(
    "text, shown",
    [("13812345678", "138****5678"), ("138 1234 5678", "138****5678"), ("3023456", "*****56"),
     ("110", "*10")],
)  # fmt: skip
def test_telephones_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text, is_one",
    [("13812345678", True), ("0557-3023456", True), ("+86 138 1234 5678", True), ("123456", False),
     ("138１2345678", False), ("", False)],
)  # fmt: skip
def test_what_is_a_telephone(text: str, is_one: bool) -> None:
    assert is_telephone(text) == is_one

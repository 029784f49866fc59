"""How a village is reached by parcels, and whether it is covered. Source: domain.md R40, R50."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.shared.sentences import LabelledEnum, Sentence, say

ONE = Decimal(1)


class ServiceMode(LabelledEnum):
    """How parcels reach a village."""

    DIRECT = "direct", say("Direct")
    VIA_CENTER = "via_center", say("Through a central village")
    NONE = "none", say("Not served")


class Gap(LabelledEnum):
    """Why a village is not covered."""

    NO_ANSWER = "no_answer", say("Nobody has confirmed how it is served")
    NOT_SERVED = "not_served", say("No parcel service")
    CENTER_NOT_DIRECT = "center_not_direct", say("Its central village is not served directly")
    CENTER_WITHOUT_OUTLET = "center_without_outlet", say("Its central village has no outlet")


@dataclass(frozen=True)
class Answer:
    """What somebody confirmed of one village on a day; it counts until the next answer."""

    village_id: int
    mode: ServiceMode
    confirmed_on: date
    confirmed_by: str
    center_id: int | None = None


@dataclass(frozen=True)
class Standing:
    """How one village stands on a day."""

    village_id: int
    answer: Answer | None
    #: None when it is covered.
    gap: Gap | None
    #: The answer is older than the setting allows: still counted, but to be confirmed again.
    is_stale: bool = False

    @property
    def is_covered(self) -> bool:
        return self.gap is None

    @property
    def mode(self) -> ServiceMode | None:
        return self.answer.mode if self.answer else None

    @property
    def center_id(self) -> int | None:
        return self.answer.center_id if self.answer else None


def standings_of(
    village_ids: Iterable[int],
    answers: Mapping[int, Answer],
    with_outlet: Collection[int],
    day: date,
    stale_after_days: int,
) -> dict[int, Standing]:
    """Return how each village stands on the day.

    `answers` are the latest ones up to the day; `with_outlet` the villages with an outlet open on it.
    A central village that is not direct any more, or lost its outlet, covers nobody.
    """
    oldest = day - timedelta(days=stale_after_days)
    return {
        village_id: Standing(
            village_id,
            answer := answers.get(village_id),
            _gap(answer, answers, with_outlet),
            answer is not None and answer.confirmed_on < oldest,
        )
        for village_id in village_ids
    }


def _gap(
    answer: Answer | None, answers: Mapping[int, Answer], with_outlet: Collection[int]
) -> Gap | None:
    if answer is None:
        return Gap.NO_ANSWER
    if answer.mode is ServiceMode.NONE:
        return Gap.NOT_SERVED
    if answer.mode is ServiceMode.DIRECT:
        return None
    center = answers.get(answer.center_id) if answer.center_id is not None else None
    if center is None or center.mode is not ServiceMode.DIRECT:
        return Gap.CENTER_NOT_DIRECT
    return None if answer.center_id in with_outlet else Gap.CENTER_WITHOUT_OUTLET


@dataclass(frozen=True)
class Neighbours:
    """What an answer must fit to: the village, its central village, and those that hang on it."""

    village: str
    #: None when no central village is named.
    center: str | None = None
    is_itself: bool = False
    is_center_direct: bool = False
    has_center_outlet: bool = False
    #: Villages that are served through this one.
    served_from_here: tuple[str, ...] = ()


def answer_problems(
    mode: ServiceMode, around: Neighbours, confirmed_on: date, today: date
) -> list[Sentence]:
    """Return why an answer is refused; empty when it is accepted. Chains are never accepted."""
    problems = []
    if confirmed_on > today:
        problems.append(say("The day of the confirmation lies in the future."))
    if mode is not ServiceMode.VIA_CENTER:
        if around.center is not None:
            problems.append(say("Only a village served through a central village names one."))
        return problems
    if around.served_from_here:
        problems.append(
            say(
                "%(village)s is itself the central village of %(others)s, so it must be served"
                " directly. Give those villages another central village first.",
                village=around.village,
                others="、".join(around.served_from_here),
            )  # fmt: skip
        )
    if around.center is None:
        problems.append(say("Name the central village."))
    elif around.is_itself:
        problems.append(say("A village cannot be its own central village."))
    elif not around.is_center_direct:
        problems.append(
            say(
                "%(center)s is not served directly, so it cannot be a central village.",
                center=around.center,
            )
        )
    elif not around.has_center_outlet:
        problems.append(
            say(
                "%(center)s has no open outlet, so it cannot be a central village. Enter its outlet first.",
                center=around.center,
            )
        )
    return problems


@dataclass(frozen=True)
class Place:
    """A village as far as counting needs it."""

    village_id: int
    township_id: int
    #: None when nobody knows it.
    population: int | None = None


@dataclass(frozen=True)
class Coverage:
    """Villages and people covered, of a township or of all."""

    villages: int = 0
    direct: int = 0
    via_center: int = 0
    #: Not covered, with or without an answer.
    uncovered: int = 0
    unanswered: int = 0
    stale: int = 0
    people: int = 0
    people_covered: int = 0
    #: Villages whose population is not known; they count nobody.
    without_population: int = 0

    @property
    def covered(self) -> int:
        return self.direct + self.via_center

    @property
    def share(self) -> Decimal | None:
        """Covered villages of all villages, 0..1; None without any village."""
        return Decimal(self.covered) / self.villages if self.villages else None

    @property
    def people_share(self) -> Decimal | None:
        """People in covered villages of all people known, 0..1; None when nobody is known."""
        return Decimal(self.people_covered) / self.people if self.people else None

    @property
    def is_full(self) -> bool:
        return self.share == ONE


def count(places: Iterable[Place], standings: Mapping[int, Standing]) -> Coverage:
    """Add up the villages."""
    sums: Counter[str] = Counter()
    for place in places:
        standing = standings[place.village_id]
        sums["villages"] += 1
        sums["stale"] += standing.is_stale
        sums["people"] += place.population or 0
        sums["without_population"] += place.population is None
        if standing.is_covered:
            sums["direct" if standing.mode is ServiceMode.DIRECT else "via_center"] += 1
            sums["people_covered"] += place.population or 0
        else:
            sums["uncovered"] += 1
            sums["unanswered"] += standing.answer is None
    return Coverage(**sums)


def count_by_township(
    places: Iterable[Place], standings: Mapping[int, Standing]
) -> dict[int, Coverage]:
    """Add up the villages of each township."""
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(place.township_id, []).append(place)
    return {township_id: count(inside, standings) for township_id, inside in found.items()}

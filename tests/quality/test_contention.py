"""Fifty signatures of one request at once: exactly one of each party counts."""

from collections import Counter
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.extensions import db
from app.quality import actions
from app.quality.models import AcceptanceRequest, SignOff
from app.quality.rules.entries import SignEntry
from app.quality.rules.parties import Party, RequestState
from app.shared.transaction import transaction
from app.works.models import Work
from tests.contention import at_once
from tests.makers.acceptance import (
    a_cast,
    a_request,
    a_village_entry,
    a_village_photo,
    an_ask,
)

SIGNATURES = 50


def test_of_fifty_signatures_at_once_one_of_each_party_counts(contended_app: Flask) -> None:
    with contended_app.app_context(), transaction():
        cast = a_cast()
        a_request(cast)
        people = {
            Party.SUPERVISOR: cast.supervisor.id,
            Party.BUREAU_ENGINEER: cast.engineer.id,
            Party.VILLAGE: cast.holder.id,
        }

    def sign(number: int) -> None:
        party = list(people)[number % len(people)]
        request = db.session.scalars(select(AcceptanceRequest)).one()
        by = db.session.get_one(User, people[party])
        if party == Party.VILLAGE:
            village = a_village_entry(phone=f"138000{number:05d}")
            actions.sign_for_village(request, village, by=by, photos=[a_village_photo()])
        else:
            actions.sign(request, SignEntry(str(uuid4()), party, True), by=by)

    ends = Counter(at_once(contended_app, sign, SIGNATURES))
    assert ends == {"won": 3, "refused": SIGNATURES - 3}
    with contended_app.app_context():
        request = db.session.scalars(select(AcceptanceRequest)).one()
        assert request.state == RequestState.AT_STATION
        assert sorted(one.party for one in request.sign_offs) == sorted([Party.CONTRACTOR, *people])


def test_one_form_that_arrives_many_times_at_once_is_one_request(contended_app: Flask) -> None:
    with contended_app.app_context(), transaction():
        cast = a_cast()
        entry, asker = an_ask(), cast.contractor.id

    def ask(_number: int) -> None:
        work = db.session.scalars(select(Work)).one()
        actions.ask(work, entry, by=db.session.get_one(User, asker))

    assert set(at_once(contended_app, ask)) == {"won"}
    with contended_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AcceptanceRequest)) == 1
        assert db.session.scalar(select(func.count()).select_from(SignOff)) == 1

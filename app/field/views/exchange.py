"""The exchange with phones: who is signed in, records and photos. Every answer is JSON and tells our time."""

import json
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.accounts.permissions import Permission, requires
from app.field import actions, rules
from app.field.actions import AnotherRecord, NotYours, Overtaken, PhotosMissing
from app.field.bundle import bundle_for
from app.field.models import FieldReceipt
from app.field.views.blueprint import blueprint
from app.shared.calendar import now
from app.shared.errors import Refused, RuleBroken
from app.shared.transaction import commits

MOST_BYTES = 512 * 1024


@blueprint.get("/api/session")
@requires(Permission.USE_FIELD)
def session_facts() -> ResponseReturnValue:
    user = current_user
    return told(200, user={"id": user.id, "name": user.name}, csrf_token=generate_csrf())


@blueprint.get("/api/bundle")
@requires(Permission.USE_FIELD)
def bundle() -> ResponseReturnValue:
    answer = jsonify(bundle_for(current_user._get_current_object()))
    answer.add_etag()
    # Kept on the phone, and asked for again before it is used.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@blueprint.post("/api/records")
@requires(Permission.USE_FIELD)
@commits
def post_record() -> ResponseReturnValue:
    try:
        submission = rules.read_submission(_body())
        receipt, is_new = actions.take_in(submission, by=current_user._get_current_object())
    except (AnotherRecord, Overtaken) as other:
        differences = [vars(difference) for difference in other.differences]
        return refused(409, other, differences=differences)
    except PhotosMissing as missing:
        return refused(424, missing, missing=missing.hashes)
    except NotYours as not_yours:
        return refused(403, not_yours)
    except RuleBroken as broken:
        return refused(422, broken)
    return told(201 if is_new else 200, **_receipt(receipt))


def told(status: int, **facts: Any) -> Response:
    """Return a JSON answer with our time in it, so that the phone can measure its clock."""
    response = jsonify(now=now().isoformat(timespec="milliseconds"), **facts)
    response.status_code = status
    return response


def refused(status: int, refusal: Refused, **facts: Any) -> Response:
    """Return the sentences that say why, for the person with the phone."""
    return told(status, sentences=[str(sentence) for sentence in refusal.sentences], **facts)


def _body() -> Any:
    """Return the decoded message, or None when it is none."""
    text = request.get_data(cache=False) if (request.content_length or 0) <= MOST_BYTES else b""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _receipt(receipt: FieldReceipt) -> dict[str, Any]:
    return {
        "uuid": receipt.client_uuid,
        "fingerprint": receipt.fingerprint,
        "made": receipt.answer,
        "received_at": receipt.received_at.isoformat(timespec="seconds"),
        "clock_offset_s": receipt.clock_offset_s,
    }

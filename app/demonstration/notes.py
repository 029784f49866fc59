"""Records that came back to phones and were handed to the office: one waits, one was answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from app.accounts.models import User
from app.demonstration.season import Season
from app.orders.actions import answer_note, hand_to_office
from app.orders.rules import NoteEntry, NoteState
from app.shared.calendar import clock_at, now

REFUSED: Final = "这条记录的标段或项目已不归您管。记录仍留在手机里，可附说明转项目办处理。"
#: Days since, the words of the note, what was seen, and the answer if there was one.
NOTES: Final = (
    (6, "交接当天上午巡查，当时还未移交，请代为补录。", "路肩培土到位，边沟已清", "已核对交接日期，按当日巡查补录。"),
    (1, "标段昨日移交给二组，照片和检查情况请项目办转给新的监理组。", "水稳基层养生覆盖不足，已口头要求整改", ""),
)  # fmt: skip


def tell_notes(season: Season, users: Mapping[str, User]) -> None:
    """Hand two visits of a supervisor to the office."""
    sender, office = users["supervisor2"], users["office"]
    section = next(s for s in season.sections if s.supervision_firm_id != sender.organisation_id)
    for place, (days, words, seen, answer) in enumerate(NOTES):
        moment = now() - timedelta(days=days)
        fields = {"topics": ["quality"], "quality_note": seen, "weather": "晴", "kind": "scheduled"}
        entry = NoteEntry(
            client_uuid=str(uuid5(NAMESPACE_OID, f"note {place}")),
            words=words,
            record_uuid=str(uuid5(NAMESPACE_OID, f"handed visit {place}")),
            record_kind="inspection",
            made_at=moment - timedelta(hours=3),
            content={"kind": "inspection", "subject": section.id, "fields": fields},
            refusals=[REFUSED],
        )
        with clock_at(moment):
            note = hand_to_office(section, entry, by=sender)
        if answer:
            with clock_at(moment + timedelta(hours=20)):
                answer_note(note, NoteState.ENTERED, answer, by=office)

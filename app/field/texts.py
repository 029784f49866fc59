"""The words of the app. They travel with it as JSON in each language, so that they are there without network."""

from typing import Any

from flask_babel import force_locale

from app.inspections.rules import (
    Attendance,
    Condition,
    Diligence,
    Handling,
    InspectionKind,
    Severity,
    Topic,
)
from app.obstacles.rules import ObstacleKind
from app.orders.rules import NoteState
from app.quality.rules.parties import Party
from app.shared.sentences import LabelledEnum, Sentence, say


class RecordState(LabelledEnum):
    """Where a record on a phone stands."""

    DRAFT = "draft", say("Not finished")
    WAITING = "waiting", say("Not yet sent")
    SENDING = "sending", say("Sending")
    CONFIRMED = "confirmed", say("Confirmed")
    REFUSED = "refused", say("Refused: mend it")
    RETURNED = "returned", say("Returned by the office")
    CONFLICT = "conflict", say("Differs from the office")


#: Texts by the name that the app knows them by.
TEXTS: dict[str, Sentence] = {
    "title": say("Zhulu on site"),
    "back": say("Back"),
    "me": say("Me"),
    "unsent": say("%(count)s not yet sent"),
    "inspection": say("Daily inspection"),
    "site_log": say("Site log"),
    "proof": say("Proof of rectification"),
    "post_check": say("Check key posts"),
    "check_a_post": say("Say of at least one key post who was there."),
    "problem": say("Report a problem"),
    "obstacle": say("Enter an obstacle"),
    "obstacle_kind": say("Kind of obstacle"),
    "what_stands": say("What stands in the way"),
    "rights_owner": say("Rights owner"),
    "blocked_since": say("Blocked since"),
    "what_it_hinders": say("What it hinders"),
    "contact_there": say("Contact there"),
    "say_what_stands": say("Say what stands in the way."),
    "name_rights_owner": say("Name the body that can remove it."),
    "say_what_was_wrong": say("Describe the problem that you report."),
    "acceptance": say("Ask for acceptance"),
    "round": say("Ask again"),
    "sign_off": say("Sign the step"),
    "village": say("The village signs"),
    "side_station": say("Side-station record"),
    "waiting_requests": say("%(count)s steps wait for a signature"),
    "round_number": say("Round %(number)s"),
    "process": say("Process"),
    "choose_process": say("Choose the process."),
    "stretch": say("From chainage to chainage"),
    "start_m": say("From chainage"),
    "end_m": say("To chainage"),
    "part": say("Part (empty for the whole)"),
    "own_check": say("Result of the own check"),
    "write_own_check": say("Write the result of the own check."),
    "work_begun": say("Work begun at"),
    "work_ended": say("Work ended at"),
    "wanted_at": say("On the site wanted at"),
    "verdict": say("Verdict"),
    "agree_or_refuse": say("Agree or refuse."),
    "reason_of_refusal": say("Reason of the refusal"),
    "say_why_refused": say("Say why it is refused."),
    "opinion": say("Opinion"),
    "village_name": say("Name of the village representative"),
    "village_phone": say("Telephone of the village representative"),
    "village_place": say("Village that is represented"),
    "village_photo": say("Photo of the village representative at the place"),
    "village_signature": say("Sign in the box"),
    "village_needs_name": say("Enter the name of the village representative."),
    "village_needs_phone": say("Enter the telephone number of the village representative."),
    "village_needs_signature": say("The village representative must sign in the box."),
    "village_needs_photo": say("Take a photo of the village representative at the place."),
    "substitute_for": say("Stands in for"),
    "watched_from": say("Side station from"),
    "watched_until": say("Side station to"),
    "say_from_when": say("Say when the side station began."),
    "say_until_when": say("Say when the side station ended."),
    "work_done": say("Work that was done"),
    "write_work_done": say("Write what was done."),
    "watched": say("What was watched"),
    "write_watched": say("Write what you watched."),
    "watch_problems": say("Problems and what was done about them"),
    "quality_officer": say("Contractor's quality officer"),
    "write_site_log": say("Write the site log"),
    "my_sections": say("My sections"),
    "search_sections": say("Section, road, contractor"),
    "none_found": say("Nothing found."),
    "never_visited": say("Not inspected yet"),
    "visited_today": say("Inspected today by %(who)s"),
    "visited_days_ago": say("Inspected %(days)s days ago by %(who)s"),
    "to_put_right": say("To be put right"),
    "nothing_to_put_right": say("Nothing waits to be put right."),
    "due_on": say("due %(day)s"),
    "nothing_yet": say(
        "This phone has nothing yet. Sign in once with network; after that it works without."
    ),
    "sign_in": say("Sign in"),
    "sign_out": say("Sign out"),
    "signed_out": say("You are signed out. Nothing is lost: sign in, and it will be sent."),
    "forbidden": say("Your role does not include the field app."),
    "offline": say("No network. Everything is kept on this phone and sent later."),
    "server_trouble": say("The server cannot answer now. Everything stays here and is sent later."),
    "not_secure": say(
        "This address is not secure (https): the app cannot be opened without network here. "
        "Records are kept on the phone all the same."
    ),
    "no_storage": say(
        "This browser does not let the app keep anything on the phone, as in a private window. Open it in an "
        "ordinary window, or use the desk pages."
    ),
    "no_background": say(
        "This browser sends only while the app is open: open it once more where there is network."
    ),
    "no_camera": say("No photo was taken. If the camera does not open, allow it in the settings."),
    "wrong_clock": say("The clock of this phone is wrong; the office corrects the times."),
    "little_space": say("The phone's storage is nearly full. Send what waits, or make room."),
    "disk_full": say("The phone's storage is full: this was not kept. Make room and try again."),
    "not_saved": say("This could not be kept on the phone. Try again."),
    "sent_meanwhile": say("This record is being sent and cannot be changed now."),
    "last_contact": say("Last sent %(moment)s"),
    "no_contact": say("Nothing was sent from this phone yet."),
    "storage": say("%(used)s MB used on this phone, %(free)s MB free"),
    "storage_unknown": say("The browser does not say how much room there is."),
    "clock_right": say("This phone's clock is right."),
    "clock_slow": say("This phone's clock is %(minutes)s minutes slow."),
    "clock_fast": say("This phone's clock is %(minutes)s minutes fast."),
    "fetch_again": say("Fetch sections and posts again"),
    "desk_pages": say("Open the desk pages"),
    "on_this_phone": say("On this phone"),
    "send_now": say("Send now"),
    "sending": say("Sending…"),
    "sent_done": say("Everything that could be sent was sent."),
    "sent": say("Already sent"),
    "all_sent": say("Everything is sent."),
    "photo_count": say("%(count)s photos"),
    "somebody_elses": say("Written by somebody else: sent when that person signs in."),
    "confirmed_at": say("The office has this record since %(moment)s."),
    "take_back": say("Take back to change it"),
    "keep_theirs": say("Keep what the office has"),
    "really_keep_theirs": say("What stands on this phone will be deleted. Keep the office's?"),
    "send_as_new": say("Send mine as a record of its own"),
    "edit": say("Change it"),
    "office_note": say("Note to the office"),
    "hand_over": say("Hand it to the office with a note"),
    "hand_over_how": say(
        "The record goes to the project office as it is, with its photos. Say what should be done with it."
    ),
    "hand_over_words": say("Say what the office should do with the record."),
    "take_note_back": say("Take back and go on editing"),
    "office_answered": say("The office answered: %(state)s. %(answer)s"),
    "save_as_file": say("Save as a file"),
    "field": say("Field"),
    "office_has": say("The office has"),
    "phone_has": say("This phone has"),
    "sign_out_unsent": say(
        "%(count)s records are not sent yet. They stay on this phone, but only you can send them, "
        "after signing in again. Sign out all the same?"
    ),
    "really_sign_out": say("Sign out on this phone?"),
    "offline_sign_out": say("Signing out needs the network."),
    "cancel": say("Cancel"),
    "no_longer_yours": say("This is not among your sections any more."),
    "delete_draft": say("Delete this record"),
    "really_delete": say("This record has not been sent. Delete it with its photos?"),
    "kept_on_phone": say("Kept on this phone; it is sent as soon as there is network."),
    "draft_saved": say("Kept %(time)s"),
    "finish": say("Finish and send"),
    "take_photo": say("Take a photo"),
    "photo": say("Photo"),
    "another_photo": say("another photo"),
    "same_photo": say("This photo is already there."),
    "no_picture": say("This picture cannot be read. Take it again."),
    "place_known": say("Position known to ±%(accuracy)s m"),
    "place_searching": say("Looking for the position…"),
    "place_denied": say("The position is not allowed: allow it in the browser's settings."),
    "place_unavailable": say("This phone does not tell its position."),
    "signature_kept": say("The signature is kept."),
    "sign_again": say("Sign again"),
    "looked_at": say("Looked at"),
    "note_on": say("%(topic)s: what was seen"),
    "open_works": say("Under construction today"),
    "key_posts": say("Key posts"),
    "all_present": say("All present"),
    "reason": say("Why"),
    "equipment": say("Equipment"),
    "equipment_name": say("Equipment"),
    "by_contract": say("By contract"),
    "on_site": say("On the site"),
    "add_equipment": say("Add equipment"),
    "site_environment": say("State of the site"),
    "diligence": say("Diligence of the people"),
    "findings": say("Findings"),
    "add_finding": say("Add a finding"),
    "finding_number": say("Finding %(number)s"),
    "remove": say("Remove"),
    "what_is_wrong": say("What is wrong"),
    "solved_on_spot": say("Put right while I was there"),
    "due": say("To be put right by"),
    "handling": say("Handled on the spot"),
    "more": say("More"),
    "kind_of_visit": say("Kind of visit"),
    "work": say("Road or bridge"),
    "whole_section": say("The whole section"),
    "chainage": say("Chainage"),
    "chainage_hint": say("K1+200, or K1+200～K1+300"),
    "weather": say("Weather"),
    "companions": say("Came along"),
    "signed_by": say("Signed for the section by"),
    "when": say("Day and time"),
    "day": say("Day"),
    "time": say("Time"),
    "log_on": say("Day"),
    "late_reason": say("Reason for entering it late"),
    "sections_visited": say("Sections visited"),
    "content": say("What was seen and done"),
    "location": say("Written at"),
    "people_present": say("People on the site"),
    "problems": say("Problems found"),
    "advice": say("How they were handled"),
    "requirements": say("What was asked for"),
    "until": say("Until"),
    "is_stopped": say("The works stood still"),
    "stop_reason": say("Why they stood still"),
    "what_was_put_right": say("What was put right"),
    "choose_topic": say("Choose at least one topic that was looked at, or check key posts."),
    "finish_finding": say("Finding %(number)s needs its topic and what is wrong."),
    "say_why_late": say("Say why the record is entered after its day."),
    "say_why_stopped": say("Say why the works stood still."),
    "say_what_was_seen": say("Say what was seen on the site."),
    "photo_or_location": say("A site log needs a photo or the place where it was written."),
    "say_what_was_done": say("Say what was done to put it right."),
}


class Verdict(LabelledEnum):
    """What a party says of a step."""

    AGREES = "agrees", say("Agree")
    REFUSES = "refuses", say("Refuse")


CLOSED_LISTS: dict[str, type[LabelledEnum]] = {
    "state": RecordState,
    "topic": Topic,
    "obstacle_kind": ObstacleKind,
    "inspection_kind": InspectionKind,
    "handling": Handling,
    "severity": Severity,
    "attendance": Attendance,
    "condition": Condition,
    "diligence": Diligence,
    "verdict": Verdict,
    "party": Party,
    "note_state": NoteState,
}
#: The fields that a person is shown by name, in differences and summaries, and the text that names each.
NAMES_OF_FIELDS: dict[str, str] = {
    "obstacle": "what_stands", "obstacle_kind": "obstacle_kind", "rights_owner": "rights_owner",
    "since": "blocked_since", "hinders": "what_it_hinders", "counterpart": "contact_there",
    "day": "day", "time": "time", "log_on": "day", "kind": "kind_of_visit", "topics": "looked_at",
    "topic": "looked_at", "description": "what_is_wrong", "handling": "handling", "place": "chainage",
    "weather": "weather", "companions": "companions", "signed_by": "signed_by",
    "site_environment": "site_environment", "diligence": "diligence", "late_reason": "late_reason",
    "attendance": "key_posts", "name": "equipment_name", "required": "by_contract",
    "present": "on_site", "reason": "reason", "severity": "findings", "due_on": "due",
    "solved_on_spot": "solved_on_spot", "content": "content", "location": "location",
    "people_present": "people_present", "problems": "problems", "advice": "advice",
    "requirements": "requirements", "is_stopped": "is_stopped", "stop_reason": "stop_reason",
    "process_code": "process", "start_m": "start_m", "end_m": "end_m", "part": "part",
    "own_check": "own_check", "verdict": "verdict", "opinion": "opinion", "party": "sign_off",
    "phone": "village_phone", "village": "village_place", "started_at": "work_begun",
    "ended_at": "work_ended", "work_done": "work_done", "watched": "watched",
    "quality_officer": "quality_officer", "words": "what_was_put_right", "photo": "photo", "made_at": "when",
    "work": "work",
    "open_works": "open_works", "sections": "sections_visited", "wanted_at": "wanted_at",
    "watch_problems": "watch_problems", "substitute_for": "substitute_for",
}  # fmt: skip


def words_in(language: str) -> dict[str, Any]:
    """Return the texts and closed lists of the app in one language."""
    with force_locale(language):
        choices: dict[str, list[tuple[str, str]]] = {
            name: [(member.value, str(member.label)) for member in members]
            for name, members in CLOSED_LISTS.items()
        }
        choices["field"] = [(name, str(TEXTS[key])) for name, key in NAMES_OF_FIELDS.items()]
        return {
            "texts": {key: _unfilled(sentence) for key, sentence in TEXTS.items()},
            "choices": choices,
        }


def _unfilled(sentence: Sentence) -> str:
    """Return the sentence with the names of its values still in it: the app fills them in."""
    return str(Sentence(sentence.text))

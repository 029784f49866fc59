"""Changing the key posts of sections and the milestones of projects."""

from datetime import date, timedelta
from typing import Any

from app.extensions import db
from app.shared.audit import Actor, record
from app.shared.calendar import today
from app.shared.errors import RuleBroken
from app.shared.sentences import Sentence, say
from app.works import queries, rules
from app.works.models import KeyPost, Milestone, Project, Section
from app.works.rules import MilestoneKind, differences


def fill_post(
    section: Section,
    post: str,
    person_name: str,
    *,
    since: date,
    by: Actor,
    licence_no: str = "",
    phone: str = "",
) -> KeyPost:
    """Name the person of a key post. Raises RuleBroken when somebody holds it already."""
    problems = rules.post_problems(person_name, since, None, today())
    if queries.find_holder(section.id, post):
        problems.append(say("Somebody holds this post already; replace that person instead."))
    _refuse(problems)
    holder = KeyPost(
        section=section, post=post, person_name=person_name, licence_no=licence_no, phone=phone,
        since=since,
    )  # fmt: skip
    db.session.add(holder)
    record(by, "key_post.filled", section, {"post": post, "person": person_name, "since": since})
    return holder


def replace_holder(
    former: KeyPost,
    person_name: str,
    *,
    since: date,
    approved: bool,
    by: Actor,
    licence_no: str = "",
    phone: str = "",
) -> KeyPost:
    """Let another person take over a key post; whether the owner approved is kept. Raises RuleBroken."""
    problems = rules.post_problems(person_name, since, None, today())
    if former.until is not None:
        problems.append(say("This person has left the post already."))
    if since <= former.since:
        problems.append(say("The new person must begin after the former one did."))
    _refuse(problems)
    former.until = since - timedelta(days=1)
    holder = KeyPost(
        section_id=former.section_id, post=former.post, person_name=person_name,
        licence_no=licence_no, phone=phone, since=since, replacement_approved=approved,
    )  # fmt: skip
    db.session.add(holder)
    record(
        by, "key_post.replaced", former.section,
        {"post": former.post, "person": [former.person_name, person_name], "since": since,
         "approved": approved},
    )  # fmt: skip
    return holder


def end_post(holder: KeyPost, *, until: date, by: Actor) -> None:
    """Let the person leave the post after this day. Raises RuleBroken."""
    problems = rules.post_problems(holder.person_name, holder.since, until, today())
    if holder.until is not None:
        problems.append(say("This person has left the post already."))
    _refuse(problems)
    holder.until = until
    record(
        by, "key_post.ended", holder.section,
        {"post": holder.post, "person": holder.person_name, "until": until},
    )  # fmt: skip


def set_milestone(
    project: Project,
    kind: MilestoneKind,
    *,
    by: Actor,
    milestone: Milestone | None = None,
    **details: Any,
) -> Milestone:
    """Enter a milestone of the preliminary stage, or change the one given. Raises RuleBroken."""
    done_on = details.get("done_on")
    problems: list[Sentence] = []
    if done_on and done_on > today():
        problems.append(say("A milestone cannot have been reached on a day that has not come."))
    if kind == MilestoneKind.OTHER and not details.get("name"):
        problems.append(say("Name the milestone."))
    _refuse(problems)
    fields = {"kind": kind} | details
    if milestone is None:
        milestone = Milestone(**fields)
        project.milestones.append(milestone)
        record(by, "milestone.entered", project, {"milestone": kind} | details)
        return milestone
    before = {name: getattr(milestone, name) for name in fields}
    for name, value in fields.items():
        setattr(milestone, name, value)
    record(by, "milestone.changed", project, differences(before, fields))
    return milestone


def drop_milestone(milestone: Milestone, *, by: Actor) -> None:
    """Take a milestone away that was entered by mistake."""
    project = queries.get_project(milestone.project_id)
    project.milestones.remove(milestone)
    record(by, "milestone.dropped", project, {"milestone": milestone.kind})


def _refuse(problems: list[Sentence]) -> None:
    if problems:
        raise RuleBroken(problems)

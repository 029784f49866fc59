"""Setting up duties and changing them from a day on; departments; cover for leave."""

from datetime import date, timedelta

from sqlalchemy.orm.attributes import flag_modified

from app.accounts.models import User
from app.duties import queries, rules
from app.duties.models import Cover, DepartmentMember, Duty, DutyVersion
from app.duties.rules import Department, DutyKind, ObjectKind, duties
from app.duties.rules.duties import Asked
from app.extensions import db
from app.shared.audit import Actor, record
from app.shared.errors import RuleBroken, StaleEdit
from app.shared.languages import in_chinese
from app.shared.sentences import Sentence, say
from app.works.models import Project, Section


def create_duty(
    kind: DutyKind,
    name: str,
    asked: Asked,
    *,
    starts_on: date | None,
    by: Actor,
    ends_on: date | None = None,
    project: Project | None = None,
    section: Section | None = None,
    is_demonstration: bool = False,
) -> Duty:
    """Set up a duty for one object, or for all of its kind. Raises RuleBroken."""
    problems = duties.duty_problems(name, starts_on, ends_on, asked)
    of = rules.OBJECT_OF[kind]
    if (project and of != ObjectKind.PROJECT) or (section and of != ObjectKind.SECTION):
        problems.append(say("A duty of this kind is owed for: %(kind)s.", kind=of.label))
    if queries.find_duty_by_name(name.strip()):
        problems.append(say("There is a duty of this name already."))
    _refuse(problems)
    duty = Duty(
        kind=kind, name=name.strip(), project=project, section=section, starts_on=starts_on,
        ends_on=ends_on, is_demonstration=is_demonstration,
    )  # fmt: skip
    duty.versions = [_version(asked, starts_on or date.min, by)]
    db.session.add(duty)
    record(by, "duty.set_up", duty, {"kind": kind, "starts_on": starts_on} | _told(asked))
    return duty


def change_duty(
    duty: Duty, asked: Asked, *, valid_from: date | None, by: Actor, seen_version: int | None = None
) -> DutyVersion:
    """Let the duty ask for something else from a day on; what was before stays. Raises RuleBroken, StaleEdit."""
    _check_version(duty, seen_version)
    known = [version.valid_from for version in duty.versions]
    problems = duties.version_problems(valid_from, known)
    problems += duties.duty_problems(duty.name, duty.starts_on, duty.ends_on, asked)
    _refuse(problems)
    version = _version(asked, valid_from or date.min, by)
    duty.versions.append(version)
    duty.versions.sort(key=lambda one: one.valid_from)
    flag_modified(duty, "name")  # so that who edits the duty meanwhile is told
    record(by, "duty.changed", duty, {"valid_from": valid_from} | _told(asked))
    return version


def end_duty(
    duty: Duty, ends_on: date | None, *, by: Actor, seen_version: int | None = None
) -> None:
    """Let the duty be owed up to, not including, a day. Raises RuleBroken, StaleEdit."""
    _check_version(duty, seen_version)
    if ends_on is None:
        raise RuleBroken([say("Say from which day on it is no longer owed.")])
    if ends_on < duty.starts_on:
        raise RuleBroken([say("It ends before it begins.")])
    before, duty.ends_on = duty.ends_on, ends_on
    record(by, "duty.ended", duty, {"ends_on": [before, ends_on]})


def set_up_usual(on: date, *, by: Actor, is_demonstration: bool = False) -> list[Duty]:
    """Set up the usual duties that are not there yet, named in Chinese, as data is."""
    return [
        create_duty(
            usual.kind, in_chinese(usual.name), usual.asked, starts_on=on, by=by,
            is_demonstration=is_demonstration,
        )
        for usual in duties.USUAL
        if not queries.find_duty_by_name(in_chinese(usual.name))
    ]  # fmt: skip


def add_member(
    person: User,
    department: Department,
    since: date | None,
    *,
    by: Actor,
    project: Project | None = None,
) -> DepartmentMember:
    """Let a person belong to a department of the project office, of one project or of all. Raises RuleBroken."""
    if since is None:
        raise RuleBroken([say("Say since when.")])
    member = DepartmentMember(user=person, department=department, since=since, project=project)
    db.session.add(member)
    told = {"department": department, "since": since, "project": project.name if project else None}
    record(by, "department.joined", member, told)
    return member


def release_member(member: DepartmentMember, last_day: date | None, *, by: Actor) -> None:
    """Let a person leave the department after a day; the past stays. Raises RuleBroken."""
    if last_day is None or last_day < member.since:
        raise RuleBroken([say("The last day is not before the first one.")])
    before, member.until = member.until, last_day
    record(by, "department.left", member, {"until": [before, last_day]})


def enter_cover(
    person: User | None,
    cover: User | None,
    first_day: date | None,
    last_day: date | None,
    *,
    by: User,
    reason: str = "",
) -> Cover:
    """Enter who is away and who keeps the duties meanwhile. Raises RuleBroken."""
    problems = duties.cover_problems(
        person.id if person else None, cover.id if cover else None, first_day, last_day
    )
    if problems or person is None or first_day is None or last_day is None:
        raise RuleBroken(problems)
    entry = Cover(
        user=person, cover=cover, first_day=first_day, last_day=last_day, reason=reason.strip(),
        entered_by_id=by.id,
    )  # fmt: skip
    db.session.add(entry)
    told = {"cover": cover.name if cover else None, "first_day": first_day, "last_day": last_day}
    record(by, "cover.entered", entry, told, reason=reason)
    return entry


def remove_cover(entry: Cover, *, by: User, on: date) -> None:
    """End a cover yesterday, or remove it when it has not begun: what was covered stays covered."""
    told = {"first_day": entry.first_day, "last_day": entry.last_day}
    record(by, "cover.ended", entry, told)
    if entry.first_day < on:
        entry.last_day = min(entry.last_day, on - timedelta(days=1))
    else:
        db.session.delete(entry)
    db.session.flush()


def _version(asked: Asked, valid_from: date, by: Actor) -> DutyVersion:
    first, *further = asked.limits
    return DutyVersion(
        valid_from=valid_from,
        first_cadence=first.cadence,
        first_least=first.at_least,
        second_cadence=further[0].cadence if further else None,
        second_least=further[0].at_least if further else None,
        who=asked.who,
        who_role=asked.role,
        who_organisation_id=asked.organisation_id,
        who_user_id=asked.user_id,
        first_month=asked.first_month,
        last_month=asked.last_month,
        excused_by=sorted(why.value for why in asked.excusing),
        set_by_id=by.id,
    )


def _told(asked: Asked) -> dict[str, object]:
    return {
        "limits": [[limit.cadence, limit.at_least] for limit in asked.limits],
        "who": [asked.who, asked.role, asked.organisation_id, asked.user_id],
        "excused_by": sorted(why.value for why in asked.excusing),
    }


def _check_version(duty: Duty, seen_version: int | None) -> None:
    if seen_version is not None and duty.version != seen_version:
        raise StaleEdit([say("Meanwhile this duty was changed. Open it again to see how.")])


def _refuse(problems: list[Sentence]) -> None:
    if problems:
        raise RuleBroken(problems)

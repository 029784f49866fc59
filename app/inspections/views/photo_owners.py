"""What this room tells of the records whose photos lie in the room of evidence, and that tasks come from."""

from flask import url_for

from app.evidence.owners import tell_of
from app.evidence.rules import OwnerKind
from app.inspections import queries
from app.tasks import sources
from app.tasks.rules import TaskSource


def _inspection(number: int) -> str:
    return url_for("inspections.inspection_page", inspection_id=number)


def _finding(number: int) -> str:
    return url_for("inspections.finding_page", finding_id=number)


def _proof(number: int) -> str:
    return _finding(queries.finding_of_proof(number))


def _site_log(number: int) -> str:
    return url_for("inspections.site_log_page", site_log_id=number)


tell_of(OwnerKind.INSPECTION, address=_inspection)
tell_of(OwnerKind.FINDING, address=_finding)
tell_of(OwnerKind.PROOF, address=_proof)
tell_of(OwnerKind.SITE_LOG, address=_site_log, visible=queries.photos_of_visible_logs)
sources.tell_of(TaskSource.FINDING, address=_finding)

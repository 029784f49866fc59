"""The words for the columns of works and obstacles, for sentences that name what was changed."""

import json
from dataclasses import dataclass

from app.shared.sentences import Sentence, say

LABELS: dict[str, Sentence] = {
    "accountable_id": say("Accountable person"),
    "amount_fen": say("Amount"),
    "area_engineer_id": say("Area engineer"),
    "area_id": say("Area"),
    "awarded_on": say("Awarded on"),
    "blocks_everything": say("Blocks everything"),
    "bridge_code": say("Bridge code"),
    "bridge_length_m": say("Bridge length"),
    "bridge_width_m": say("Bridge width"),
    "chainage_text": say("Chainage as written"),
    "cleared_on": say("Cleared on"),
    "code": say("Official code"),
    "contractor_id": say("Contractor"),
    "contractor_is_sme": say("Small or medium firm"),
    "cost_fen": say("Cost"),
    "counterpart": say("Contact there"),
    "counterpart_phone": say("Telephone"),
    "description": say("Description"),
    "end_m": say("End chainage"),
    "fault": say("Who answers for it"),
    "finish_text": say("Finish in words"),
    "finished_on": say("Finished on"),
    "fund_sources": say("Fund sources"),
    "investment_fen": say("Investment"),
    "is_approximate": say("Approximate"),
    "kind": say("Kind"),
    "labour_cost_share": say("Labour-cost ratio"),
    "late_rate_per_day": say("Late interest per day"),
    "latitude": say("Latitude"),
    "leader_id": say("Team leader"),
    "length_m": say("Design length"),
    "longitude": say("Longitude"),
    "members": say("Members"),
    "milestones": say("Milestones"),
    "name": say("Name"),
    "nature": say("Nature of works"),
    "note": say("Note"),
    "number": say("Contract number"),
    "pavement_width_m": say("Pavement width"),
    "payment_days": say("Payment days"),
    "payment_share": say("Payment ratio"),
    "place": say("Where"),
    "planned_amount_fen": say("Planned amount"),
    "planned_clear_on": say("Planned clearing"),
    "planned_count": say("Planned number"),
    "planned_finish_on": say("Planned finish"),
    "planned_length_m": say("Planned length"),
    "planned_start_on": say("Planned start"),
    "planned_start_text": say("Planned start in words"),
    "planned_townships": say("Planned townships"),
    "position": say("Position in lists"),
    "price_fen": say("Contract price"),
    "reported_on": say("Reported on"),
    "reported_share": say("Reported completion"),
    "resolution": say("How it was solved"),
    "responsible_id": say("Responsible person"),
    "responsible_office": say("Responsible office"),
    "rights_owner": say("Rights owner"),
    "roadbed_width_m": say("Roadbed width"),
    "route_code": say("Route code"),
    "scopes": say("What is blocked"),
    "second_township_id": say("Second township"),
    "section_id": say("Section"),
    "signed_on": say("Signed on"),
    "since": say("Since which day"),
    "source": say("Source"),
    "span_text": say("Spans"),
    "start_m": say("Start chainage"),
    "start_on": say("Start"),
    "started_on": say("Started on"),
    "status": say("State"),
    "structure": say("Structure"),
    "sub_kind": say("What exactly"),
    "supervision_firm_id": say("Supervision firm"),
    "supervision_team_id": say("Supervision team"),
    "suspended_by": say("Who answers for the hold"),
    "technical_class": say("Technical class"),
    "thickness_mm": say("Thickness"),
    "township_id": say("Township"),
    "village": say("Village"),
    "year": say("Year"),
}

BETWEEN = say(", ")


@dataclass(frozen=True)
class FieldNames:
    """The fields that an audit event names, in the reader's words when shown."""

    changes: str

    def __str__(self) -> str:
        names = [name for name in json.loads(self.changes) if name in LABELS]
        return str(BETWEEN).join(str(LABELS[name]) for name in names)

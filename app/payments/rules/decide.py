"""What a leader may change on a proposed line, and who may approve it."""

from app.payments.rules.money import in_yuan
from app.shared.sentences import LabelledEnum, Sentence, say


class State(LabelledEnum):
    """Where a proposal stands."""

    DRAFT = "draft", say("Waiting for approval")
    APPROVED = "approved", say("Approved")
    WITHDRAWN = "withdrawn", say("Withdrawn")


def least_payable(proposed_fen: int, floor_fen: int) -> int:
    """Return the least a leader may set: the floor, or what the funds left of it."""
    return min(proposed_fen, floor_fen)


def change_problems(
    amount_fen: int,
    *,
    proposed_fen: int,
    floor_fen: int,
    ceiling_fen: int,
    others_fen: int,
    funds_fen: int,
    reason: str,
) -> list[Sentence]:
    """Return why a line cannot be set to the amount; empty when it can.

    `others_fen` is what all other lines of the proposal pay.
    """
    problems = []
    least = least_payable(proposed_fen, floor_fen)
    if not reason.strip():
        problems.append(say("Give the reason for the change."))
    if amount_fen < least:
        problems.append(
            say(
                "At least %(least)s yuan must be paid: labour cost and the legal floor are not"
                " the leader's to lower.",
                least=in_yuan(least),
            )
        )
    if amount_fen > ceiling_fen:
        problems.append(
            say("At most %(most)s yuan are due under the contract.", most=in_yuan(ceiling_fen))
        )
    if others_fen + amount_fen > funds_fen:
        problems.append(
            say(
                "The month's funds leave %(left)s yuan for this section.",
                left=in_yuan(max(0, funds_fen - others_fen)),
            )
        )
    return problems


def approval_problems(
    state: State, *, same_person: bool, is_payee: bool, ranking_replaced: bool
) -> list[Sentence]:
    """Return why somebody cannot approve a proposal; empty when they can.

    Two accounts of one natural person are one person.
    """
    problems = []
    if state is not State.DRAFT:
        problems.append(say("The proposal is no longer a draft."))
    if same_person:
        problems.append(say("Whoever proposed the payments cannot approve them."))
    if is_payee:
        problems.append(say("Somebody of a firm that is paid cannot approve the payments."))
    if ranking_replaced:
        problems.append(
            say("The ranking was corrected after the proposal; withdraw it and propose again.")
        )
    return problems

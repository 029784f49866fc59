from collections.abc import Sequence

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import User
from app.accounts.rules import OrganisationKind, Role
from app.certificates import actions, queries
from app.certificates.actions import approval
from app.certificates.models import Certificate, CertificateEntry
from app.certificates.queries.approval import list_decisions, list_signatures
from app.certificates.rules.approval import WHOLE_CHAIN, ChainStep
from app.certificates.rules.exceptions import Check, Outcome
from app.certificates.rules.states import CertificateState, EntryKind
from app.contracts.models import BillItem
from app.extensions import db
from app.ledger.queries import balance_of, find_of
from app.ledger.rules.entries import LedgerAccount
from app.shared.errors import RuleBroken
from app.shared.transaction import transaction
from tests.contention import at_once
from tests.makers.accounts import a_contractor, a_user, an_organisation
from tests.makers.certificates import YUAN, a_billed_section, an_advance_certificate
from tests.makers.contracts import an_approved_change

MANY = 50


def the_signers(certificate: Certificate) -> dict[ChainStep, User]:
    """Return seven people, each with the right role for the contract."""
    section = certificate.section
    contractor, firm = section.contractor, section.supervision_firm
    return {
        step: a_user(Role.CONTRACTOR, organisation=contractor)
        if step in (ChainStep.MEASURER, ChainStep.PROJECT_MANAGER)
        else a_user(Role.PROJECT_OFFICE)
        if step in (ChainStep.OFFICE_CLERK, ChainStep.OFFICE_HEAD)
        else a_user(Role.SUPERVISOR, organisation=firm)
        for step in WHOLE_CHAIN
    }


SHORT_CHAIN = (ChainStep.PROJECT_MANAGER, ChainStep.CHIEF_SUPERVISOR, ChainStep.OFFICE_HEAD)


def a_submitted_certificate(chain: Sequence[ChainStep] = ()) -> Certificate:
    section = a_billed_section(
        a_contractor(), supervision_firm=an_organisation(kind=OrganisationKind.SUPERVISION_FIRM)
    )
    certificate = an_advance_certificate(section)
    if chain:
        actions.set_chain(section, chain, by=certificate.drafted_by)
    actions.submit(certificate, by=certificate.drafted_by)
    return certificate


def all_sign(certificate: Certificate, signers: dict[ChainStep, User]) -> None:
    for step, user in signers.items():
        actions.sign(certificate, "同意", by=user, seen_step=step.value)


@pytest.mark.usefixtures("context")
class TestTheChain:
    def test_seven_signatures_freeze_the_certificate_and_post_it(self):
        certificate = a_submitted_certificate()
        all_sign(certificate, the_signers(certificate))
        assert certificate.state is CertificateState.APPROVED
        assert balance_of(certificate.section_id, LedgerAccount.ADVANCE) == 1_000_000 * YUAN
        assert balance_of(certificate.section_id, LedgerAccount.PAYABLE) == -1_000_000 * YUAN
        assert len(find_of(certificate)) == 1
        assert certificate.section_id in queries.certified_of([certificate.section_id])

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE certificate SET net_fen = 1",
            "DELETE FROM certificate",
            "UPDATE certificate_entry SET amount_fen = 1",
            "DELETE FROM certificate_entry",
            "INSERT INTO certificate_entry"
            " (certificate_id, kind, amount_fen, reason, source_paper, entered_at, entered_by_id)"
            " SELECT certificate_id, kind, 1, 'x', 'x', entered_at, entered_by_id"
            " FROM certificate_entry",
            "UPDATE approval_step SET opinion = 'x'",
            "UPDATE approval_step SET voided_at = decided_at",
            "DELETE FROM approval_step",
        ],
    )
    def test_the_database_refuses_to_change_an_approved_certificate(self, statement):
        certificate = a_submitted_certificate()
        db.session.add(
            CertificateEntry(
                certificate=certificate,
                kind=EntryKind.CLAIM,
                amount_fen=5,
                reason="停工",
                source_paper="1",
                entered_by=certificate.drafted_by,
            )
        )
        actions.refresh(certificate)
        db.session.flush()
        all_sign(certificate, the_signers(certificate))
        with pytest.raises(DatabaseError, match="final"), db.session.begin_nested():
            db.session.execute(text(statement))

    def test_another_firm_signs_nothing(self):
        certificate = a_submitted_certificate()
        for stranger in (a_user(Role.CONTRACTOR, organisation=a_contractor()), a_user(Role.LEADER)):
            with pytest.raises(RuleBroken):
                actions.sign(certificate, "", by=stranger, seen_step="measurer")

    def test_one_person_does_not_sign_two_steps(self):
        certificate = a_submitted_certificate()
        signers = the_signers(certificate)
        measurer = signers[ChainStep.MEASURER]
        actions.sign(certificate, "", by=measurer, seen_step="measurer")
        with pytest.raises(RuleBroken):
            actions.sign(certificate, "", by=measurer, seen_step="project_manager")

    def test_a_returned_certificate_is_corrected_and_signed_from_the_start(self):
        certificate = a_submitted_certificate()
        signers = the_signers(certificate)
        actions.sign(certificate, "", by=signers[ChainStep.MEASURER], seen_step="measurer")
        manager = signers[ChainStep.PROJECT_MANAGER]
        with pytest.raises(RuleBroken):
            actions.send_back(certificate, " ", by=manager, seen_step="project_manager")
        actions.send_back(certificate, "数量有误", by=manager, seen_step="project_manager")
        assert certificate.state is CertificateState.RETURNED
        assert list_signatures(certificate) == []
        office = certificate.drafted_by
        actions.add_entry(certificate, EntryKind.CLAIM, 1_000, "窝工", "索赔1号", by=office)
        with pytest.raises(RuleBroken):
            actions.discard(certificate, by=office)
        actions.submit(certificate, by=office)
        all_sign(certificate, signers)
        assert len(list_decisions(certificate)) == 1 + 1 + 7
        assert certificate.payable_fen == 1_000_000 * YUAN + 1_000

    def test_figures_that_changed_meanwhile_are_not_signed(self):
        certificate = a_submitted_certificate()
        signers = the_signers(certificate)
        item = db.session.scalars(select(BillItem).order_by(BillItem.id)).first()
        an_approved_change(item, "500")
        with pytest.raises(RuleBroken) as broken:
            actions.sign(certificate, "", by=signers[ChainStep.MEASURER], seen_step="measurer")
        assert "reckoned again" in broken.value.sentences[0].english

    def test_a_contract_may_have_a_shorter_chain(self):
        certificate = a_submitted_certificate(SHORT_CHAIN)
        signers = the_signers(certificate)
        for step in SHORT_CHAIN:
            actions.sign(certificate, "", by=signers[step], seen_step=step.value)
        assert certificate.state is CertificateState.APPROVED
        with pytest.raises(RuleBroken):
            actions.set_chain(certificate.section, SHORT_CHAIN[:1], by=certificate.drafted_by)

    def test_the_chain_stands_while_a_certificate_is_being_approved(self):
        certificate = a_submitted_certificate()
        signers, office = the_signers(certificate), certificate.drafted_by
        actions.sign(certificate, "", by=signers[ChainStep.MEASURER], seen_step="measurer")
        with pytest.raises(RuleBroken) as broken:
            actions.set_chain(certificate.section, SHORT_CHAIN, by=office)
        assert "being approved" in broken.value.sentences[0].english
        manager = signers[ChainStep.PROJECT_MANAGER]
        actions.send_back(certificate, "改链", by=manager, seen_step="project_manager")
        actions.set_chain(certificate.section, SHORT_CHAIN, by=office)

    def test_whoever_entered_an_amount_does_not_approve_it(self):
        certificate = a_submitted_certificate()
        signers = the_signers(certificate)
        measurer, head = signers[ChainStep.MEASURER], signers[ChainStep.OFFICE_HEAD]
        actions.send_back(certificate, "漏索赔", by=measurer, seen_step="measurer")
        actions.add_entry(certificate, EntryKind.CLAIM, 1_000, "窝工", "索赔1号", by=head)
        actions.submit(certificate, by=certificate.drafted_by)
        for step in WHOLE_CHAIN[:-1]:
            actions.sign(certificate, "", by=signers[step], seen_step=step.value)
        with pytest.raises(RuleBroken) as broken:
            actions.sign(certificate, "同意", by=head, seen_step="office_head")
        assert "entered an amount" in broken.value.sentences[0].english
        actions.sign(certificate, "同意", by=a_user(Role.LEADER), seen_step="office_head")
        assert certificate.state is CertificateState.APPROVED

    def test_the_last_signature_is_given_over_what_is_found_and_says_so(self, monkeypatch):
        certificate = a_submitted_certificate(SHORT_CHAIN)
        signers = the_signers(certificate)
        found = {Check.WAGE_ROSTER: Outcome.OVERRIDE}
        monkeypatch.setattr(approval, "findings_of", lambda _certificate: found)
        for step in SHORT_CHAIN[:-1]:
            actions.sign(certificate, "", by=signers[step], seen_step=step.value)
        head, leader = signers[ChainStep.OFFICE_HEAD], a_user(Role.LEADER)
        for by, opinion in ((head, "急"), (leader, "")):
            with pytest.raises(RuleBroken):
                actions.sign(certificate, opinion, by=by, seen_step="office_head")
        step = actions.sign(certificate, "次日补交", by=leader, seen_step="office_head")
        assert step.exceptions == {"wage_roster": "override"}
        assert certificate.state is CertificateState.APPROVED


def test_of_fifty_approvals_at_once_exactly_one_takes_effect(contended_app):
    with contended_app.app_context(), transaction():
        certificate = a_submitted_certificate()
        signers = the_signers(certificate)
        for step in WHOLE_CHAIN[:-1]:
            actions.sign(certificate, "", by=signers[step], seen_step=step.value)
        heads = [a_user(Role.LEADER).id for _ in range(MANY)]

    def approve(number: int) -> None:
        found = db.session.scalars(select(Certificate)).one()
        head = db.session.get_one(User, heads[number])
        actions.sign(found, "", by=head, seen_step="office_head")

    assert at_once(contended_app, approve, MANY) == ["refused"] * (MANY - 1) + ["won"]
    with contended_app.app_context():
        found = db.session.scalars(select(Certificate)).one()
        assert found.state is CertificateState.APPROVED
        assert len(list_signatures(found)) == len(WHOLE_CHAIN)
        assert len(find_of(found)) == 1

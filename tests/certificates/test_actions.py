import pytest

from app.accounts.rules import Role
from app.certificates import actions, queries
from app.certificates.actions import drafting
from app.certificates.queries import inputs
from app.certificates.rules.figures import RowKey
from app.certificates.rules.states import CertificateKind, CertificateState, EntryKind
from app.shared.calendar import today
from app.shared.errors import RuleBroken, StaleEdit
from tests.makers.accounts import a_contractor, a_user
from tests.makers.certificates import (
    YUAN,
    a_billed_section,
    an_advance_certificate,
    as_approved,
    measured_to,
)
from tests.makers.works import a_section

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def measure(monkeypatch):
    """Let periods be confirmed as the test says."""
    known = {}

    def confirm(section, number, *yuan):
        known[section.id, number] = measured_to(section, number, *yuan)

    for room in (inputs, drafting):
        monkeypatch.setattr(room, "find_measured", lambda section, n: known.get((section, n)))
    return confirm


def an_interim(section, number):
    return actions.draft(
        section, CertificateKind.INTERIM, period_number=number, by=a_user(Role.PROJECT_OFFICE)
    )


def test_three_certificates_after_the_advance_come_to_what_was_worked_out_by_hand(measure):
    section = a_billed_section()
    as_approved(an_advance_certificate(section))
    measure(section, 1, 2_000_000, 1_500_000, 0)
    measure(section, 2, 2_000_000, 1_200_000, 2_750_000)
    measure(section, 3, 2_000_000, 3_000_000, 5_000_000)
    for number in (1, 2, 3):
        certificate = an_interim(section, number)
        if number == 2:
            actions.add_entry(
                certificate, EntryKind.PENALTY, 20_000 * YUAN, "项目经理缺岗", "罚〔2026〕2号",
                by=a_user(Role.PROJECT_OFFICE),
            )  # fmt: skip
        as_approved(certificate)
    certified = queries.certified_of([section.id])[section.id]
    assert [one.period for one in certified] == [None, 1, 2, 3]
    assert [one.payable_to_end_fen // YUAN for one in certified] == [
        1_000_000,
        1_000_000 + 3_295_000,
        1_000_000 + 3_295_000 + 1_866_500,
        9_680_000,
    ]
    assert certified[-1].gross_to_end_fen == 10_000_000 * YUAN
    assert certified[-1].deducted_to_end_fen == (1_000_000 + 20_000 + 300_000) * YUAN
    assert certified[-1].approved_on == today()


def test_the_advance_of_the_contract_stands_on_its_own_certificate():
    certificate = an_advance_certificate()
    assert certificate.net_fen == certificate.payable_fen == 1_000_000 * YUAN
    assert queries.figures_of(certificate).to_end[RowKey.ADVANCE_PAID] == 1_000_000 * YUAN
    assert queries.certified_of([certificate.section_id]) == {}


def test_only_one_certificate_of_a_section_is_open_at_a_time(measure):
    section = a_billed_section()
    an_advance_certificate(section)
    measure(section, 1, 0, 0, 0)
    with pytest.raises(RuleBroken) as broken:
        an_interim(section, 1)
    assert "not approved yet" in broken.value.sentences[0].english


def test_a_period_that_is_not_confirmed_or_certified_already_is_refused(measure):
    section = a_billed_section()
    with pytest.raises(RuleBroken):
        an_interim(section, 1)
    measure(section, 1, 100, 0, 0)
    as_approved(an_interim(section, 1))
    with pytest.raises(RuleBroken):
        an_interim(section, 1)


def test_a_section_without_a_bill_has_no_certificate():
    with pytest.raises(RuleBroken):
        an_advance_certificate(a_section())


def test_entries_change_the_figures_and_their_hash_until_the_certificate_is_approved():
    certificate, office = an_advance_certificate(), a_user(Role.PROJECT_OFFICE)
    before = certificate.figures_sha256
    entry = actions.add_entry(
        certificate, EntryKind.CLAIM, 5_000 * YUAN, "停工待料", "索赔1号", by=office
    )
    assert certificate.figures_sha256 != before
    assert certificate.net_fen == 1_005_000 * YUAN
    actions.remove_entry(certificate, entry, by=office)
    assert certificate.figures_sha256 == before == drafting.seal_of(certificate.figures)
    as_approved(certificate)
    with pytest.raises(RuleBroken):
        actions.add_entry(certificate, EntryKind.CLAIM, 1, "一", "二", by=office)
    with pytest.raises(RuleBroken):
        actions.discard(certificate, by=office)


def test_a_contractor_neither_enters_nor_removes_what_is_the_bureaus():
    firm = a_contractor()
    certificate = an_advance_certificate(a_billed_section(firm))
    contractor = a_user(Role.CONTRACTOR, organisation=firm)
    with pytest.raises(RuleBroken):
        actions.add_entry(certificate, EntryKind.PENALTY, -1, "一", "二", by=contractor)
    with pytest.raises(RuleBroken):
        actions.remove_entry(certificate, certificate.entries[0], by=contractor)


def test_two_who_change_a_certificate_do_not_overwrite_each_other():
    certificate, office = an_advance_certificate(), a_user(Role.PROJECT_OFFICE)
    seen = certificate.version
    actions.add_entry(certificate, EntryKind.CLAIM, 5, "一", "二", by=office, seen_version=seen)
    with pytest.raises(StaleEdit):
        actions.add_entry(certificate, EntryKind.CLAIM, 5, "一", "二", by=office, seen_version=seen)


def test_reckoning_again_without_a_change_changes_nothing():
    certificate = an_advance_certificate()
    version = certificate.version
    assert actions.refresh(certificate) is False
    assert certificate.version == version


def test_a_discarded_certificate_leaves_its_number_to_the_next():
    section = a_billed_section()
    certificate = an_advance_certificate(section)
    actions.discard(certificate, by=a_user(Role.PROJECT_OFFICE))
    again = an_advance_certificate(section)
    assert (again.number, again.state) == (1, CertificateState.DRAFTED)

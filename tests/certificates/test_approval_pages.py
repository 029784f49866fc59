import pytest

from app.accounts.rules import Role
from app.certificates.rules.approval import WHOLE_CHAIN, ChainStep
from tests.certificates.test_approval import a_submitted_certificate, the_signers
from tests.makers.accounts import a_user


@pytest.fixture
def scene(given):
    """A certificate that waits for its first signature, and the seven people."""
    with given():
        certificate = a_submitted_certificate()
        return {
            "page": f"/certificates/{certificate.id}",
            "section": f"/sections/{certificate.section_id}/certificates",
            "signers": the_signers(certificate),
            "author": certificate.drafted_by,
        }


def sign(browser, page, step, verdict="agree", opinion=""):
    data = {"step": step, "verdict": verdict, "opinion": opinion}
    return browser.post(f"{page}/signature", data=data)


def test_seven_people_sign_on_the_page_and_each_sees_the_form_only_when_due(scene, browser_of):
    for step in WHOLE_CHAIN:
        browser = browser_of(scene["signers"][step])
        assert (
            f"Your signature as {step.label.english}".replace("'", "&#39;")
            in browser.get(scene["page"]).text
        )
        assert sign(browser, scene["page"], step.value).status_code == 303
        assert "/signature" not in browser.get(scene["page"]).text
    assert "Certified" in browser.get(scene["page"]).text


def test_a_certificate_is_sent_back_with_a_reason_that_stays_on_the_page(scene, browser_of):
    first = browser_of(scene["signers"][WHOLE_CHAIN[0]])
    assert sign(first, scene["page"], "measurer", "return").status_code == 422
    assert sign(first, scene["page"], "measurer", "return", "数量有误").status_code == 303
    page = first.get(scene["page"]).text
    assert "数量有误" in page
    assert "Returned for correction" in page
    author = browser_of(scene["author"])
    assert author.post(f"{scene['page']}/submission").status_code == 303
    assert author.post(f"{scene['page']}/submission").status_code == 422


def test_whoever_is_not_due_is_told_so(scene, browser_of):
    head = browser_of(scene["signers"][WHOLE_CHAIN[-1]])
    answer = sign(head, scene["page"], "office_head")
    assert answer.status_code == 422
    assert "just now" in answer.text
    assert sign(head, scene["page"], "measurer").status_code == 422


def test_the_steps_of_a_contract_are_changed_on_the_page_of_its_section(scene, browser_of):
    office = browser_of(scene["signers"][WHOLE_CHAIN[-1]])
    wanted = {"steps": ["project_manager", "chief_supervisor", "office_head"]}
    refused = office.post(f"{scene['section']}/chain", data=wanted)
    assert refused.status_code == 422
    assert "being approved" in refused.text
    first = browser_of(scene["signers"][WHOLE_CHAIN[0]])
    sign(first, scene["page"], "measurer", "return", "换人")
    assert office.post(f"{scene['section']}/chain", data=wanted).status_code == 303
    assert browser_of(scene["author"]).post(f"{scene['page']}/submission").status_code == 303
    manager = browser_of(scene["signers"][ChainStep.PROJECT_MANAGER])
    assert sign(manager, scene["page"], "project_manager").status_code == 303
    sign(
        browser_of(scene["signers"][ChainStep.CHIEF_SUPERVISOR]),
        scene["page"],
        "chief_supervisor",
        "return",
        "改",
    )
    assert (
        office.post(f"{scene['section']}/chain", data={"steps": ["office_head"]}).status_code == 422
    )
    assert office.post(f"{scene['section']}/chain", data={"steps": ["mayor"]}).status_code == 422


BUREAU_AND_FIRMS = {Role.CONTRACTOR, Role.SUPERVISOR, Role.PROJECT_OFFICE, Role.LEADER}
#: What each role may try on a certificate that waits for its first signature, the contractor's own.
MAY: dict[str, set[Role]] = {
    "submission": {Role.CONTRACTOR, Role.PROJECT_OFFICE},
    "signature": BUREAU_AND_FIRMS,
    "chain": {Role.PROJECT_OFFICE},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verdict", ["agree", "return"])
def test_of_all_roles_only_the_contractor_decides_on_its_step(
    scene, browser_of, given, role, verdict
):
    signer = scene["signers"][ChainStep.MEASURER]
    with given():
        firm = signer.organisation if role is Role.CONTRACTOR else None
        user = a_user(role, organisation=firm) if firm else a_user(role)
    answer = sign(browser_of(user), scene["page"], "measurer", verdict, "已核")
    decides = role is Role.CONTRACTOR
    assert answer.status_code == 303 if decides else answer.status_code in (403, 404, 422)
    if role not in MAY["signature"]:
        assert answer.status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_of_all_roles_few_submit_a_certificate_or_set_its_steps(scene, browser_of, given, role):
    with given():
        browser = browser_of(a_user(role))
    steps = {"steps": ["project_manager", "chief_supervisor", "office_head"]}
    submitted = browser.post(f"{scene['page']}/submission").status_code
    changed = browser.post(f"{scene['section']}/chain", data=steps).status_code
    # A stranger's firm knows nothing of the certificate; the office is told that it is submitted already.
    told = {Role.CONTRACTOR: 404, Role.PROJECT_OFFICE: 422}
    assert submitted == (told[role] if role in MAY["submission"] else 403)
    assert changed == (422 if role in MAY["chain"] else 403)

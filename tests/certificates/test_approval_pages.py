import pytest

from app.certificates.rules.approval import WHOLE_CHAIN, ChainStep
from tests.certificates.test_approval import a_submitted_certificate, the_signers


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

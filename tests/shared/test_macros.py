"""The macros that every page is made of: they escape, they tell readers by ear, they keep input."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from wtforms import BooleanField, DecimalField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from app.shared.pages import register_pages

EVIL = "<script>alert(1)</script>"
ROOT = Path(__file__).parents[2]


class WorkForm(FlaskForm):
    """One field of each kind that a page may have."""

    name = StringField("Name", [InputRequired()])
    length_m = DecimalField("Length", [Optional()], description="Along the centre line")
    note = TextAreaField("Note", [Optional()])
    kind = SelectField("Kind", choices=[SelectChoice("road", "Road"), SelectChoice("evil", EVIL)])
    side = RadioField(
        "Side", choices=[SelectChoice("left", "Left"), SelectChoice("right", "Right")]
    )
    urgent = BooleanField("Urgent")


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="for the test of macros only")
    Babel(app)
    CSRFProtect(app)
    register_pages(app)
    app.jinja_env.add_extension("jinja2.ext.loopcontrols")
    return app


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/sections?state=open&sort=name&page=3", method="GET"):
        yield


def show(source: str, **given: object) -> str:
    return render_template_string(source, **given)


@pytest.mark.parametrize(
    "source",
    [
        "{% from 'macros/page.html' import page_head %}{{ page_head(evil, subtitle=evil) }}",
        "{% from 'macros/page.html' import breadcrumb %}{{ breadcrumb([(evil, '/x')]) }}",
        "{% from 'macros/page.html' import tabs %}{{ tabs([(evil, '/x', true, 3)]) }}",
        "{% from 'macros/page.html' import empty %}{{ empty(evil, ('/x', evil)) }}",
        "{% from 'macros/page.html' import status_strip %}{{ status_strip([(evil, 1, 'now')]) }}",
        "{% from 'macros/page.html' import facts %}{{ facts([(evil, evil)]) }}",
        "{% from 'macros/figures.html' import state_badge %}{{ state_badge(evil, 'red') }}",
        "{% from 'macros/figures.html' import figure_card %}{{ figure_card(evil, evil, '/x') }}",
        "{% from 'macros/tables.html' import chips %}{{ chips([(evil, '/x', true, none)]) }}",
        "{% from 'macros/forms.html' import error_summary %}{{ error_summary(none, [evil]) }}",
    ],
)
def test_a_macro_escapes_what_it_is_given(page: None, source: str) -> None:
    shown = show(source, evil=EVIL)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_no_macro_writes_a_style_or_a_script() -> None:
    for path in ROOT.joinpath("templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert " style=" not in text, path
        assert " onclick=" not in text, path


def test_a_refused_form_keeps_its_entries_and_links_each_error_to_its_field(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"name": "", "note": EVIL, "side": "left"}):
        form = WorkForm(meta={"csrf": False})
        assert not form.validate()
        shown = show(
            "{% from 'macros/forms.html' import error_summary, form_field %}"
            "{{ error_summary(form) }}{% for field in form %}{{ form_field(field) }}{% endfor %}",
            form=form,
        )
    assert '<a href="#name">Name</a>' in shown
    assert 'aria-describedby="name-error"' in shown
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_a_hint_and_a_unit_stand_with_their_field_and_the_optional_is_marked(page: None) -> None:
    shown = show(
        "{% from 'macros/forms.html' import form_field %}"
        "{{ form_field(form.length_m, suffix='m') }}",
        form=WorkForm(),
    )
    assert 'id="length_m-hint"' in shown
    assert 'aria-describedby="length_m-hint"' in shown
    assert '<span class="suffix">m</span>' in shown
    assert "(optional)" in shown


def test_a_sorted_column_says_so_and_turns_round_while_the_filter_is_kept(page: None) -> None:
    shown = show("{% from 'macros/tables.html' import sort_head %}{{ sort_head('name', 'Name') }}")
    assert 'aria-sort="ascending"' in shown
    assert 'href="/sections?state=open&amp;sort=-name"' in shown


@pytest.mark.parametrize(
    "share, width",
    [(Decimal("-0.2"), "0.00"), (Decimal("0.642"), "64.20"), (Decimal("1.3"), "100.00")],
)
def test_a_bar_never_leaves_its_frame(page: None, share: Decimal, width: str) -> None:
    shown = show(
        "{% from 'macros/figures.html' import progress_bar %}{{ progress_bar(share) }}", share=share
    )
    assert f'class="bar-done" width="{width}"' in shown


def test_a_better_place_points_up(page: None) -> None:
    source = "{% from 'macros/figures.html' import change_arrow %}{{ change_arrow(old, new) }}"
    assert "is-up" in show(source, old=5, new=2)
    assert "is-down" in show(source, old=2, new=5)
    assert "unchanged" in show(source, old=2, new=2)
    assert "—" in show(source, old=None, new=2)

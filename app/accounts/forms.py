"""The shape of account forms."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, Optional, Regexp

from app.accounts.rules import OrganisationKind, Role
from app.shared.fields import ManyField
from app.shared.forms import choices_of

USERNAME = Regexp(r"^[A-Za-z0-9._\-]+$", message=_l("Use letters, digits, dots and dashes only."))


class SignInForm(FlaskForm):
    username = StringField(
        _l("User name"), validators=[DataRequired(_l("Enter your user name.")), Length(max=60)]
    )
    password = PasswordField(
        _l("Password"), validators=[DataRequired(_l("Enter your password.")), Length(max=200)]
    )
    next = HiddenField()


class CodeForm(FlaskForm):
    code = StringField(_l("Code"), validators=[DataRequired(_l("Enter the code.")), Length(max=20)])


class PasswordForm(FlaskForm):
    current = PasswordField(
        _l("Present password"), validators=[DataRequired(_l("Enter your present password."))]
    )
    password = PasswordField(
        _l("New password"), validators=[DataRequired(_l("Enter a new password."))]
    )
    again = PasswordField(
        _l("New password again"),
        validators=[EqualTo("password", message=_l("The two new passwords are not the same."))],
    )


NAME_NEEDED = DataRequired(_l("Enter a name."))
USERNAME_NEEDED = DataRequired(_l("Choose a user name."))


class SetUpForm(FlaskForm):
    bureau = StringField(
        _l("Name of the bureau"),
        validators=[DataRequired(_l("Enter the bureau's name.")), Length(max=200)],
    )
    code = StringField(
        _l("Administrative division code"), description=_l("Six digits, for example 341302."),
        validators=[Regexp(r"^\d{6}$", message=_l("Enter six digits."))],
    )  # fmt: skip
    name = StringField(
        _l("Your name"), validators=[DataRequired(_l("Enter your name.")), Length(max=100)]
    )
    username = StringField(
        _l("User name"),
        validators=[USERNAME_NEEDED, Length(max=60), USERNAME],
    )
    password = PasswordField(_l("Password"), validators=[DataRequired(_l("Choose a password."))])
    again = PasswordField(
        _l("Password again"),
        validators=[EqualTo("password", message=_l("The two passwords are not the same."))],
    )
    security_name = StringField(
        _l("Name of the security administrator"),
        validators=[NAME_NEEDED, Length(max=100)],
    )
    security_username = StringField(
        _l("Their user name"),
        validators=[USERNAME_NEEDED, Length(max=60), USERNAME],
    )
    audit_name = StringField(
        _l("Name of the audit administrator"),
        validators=[NAME_NEEDED, Length(max=100)],
    )
    audit_username = StringField(
        _l("Their user name"),
        validators=[USERNAME_NEEDED, Length(max=60), USERNAME],
    )


class UserForm(FlaskForm):
    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter the person's name.")), Length(max=100)]
    )
    username = StringField(
        _l("User name"),
        validators=[USERNAME_NEEDED, Length(max=60), USERNAME],
    )
    phone = StringField(_l("Telephone"), validators=[Optional(), Length(max=40)])
    organisation = SelectField(_l("Organisation"), coerce=int)


class RolesForm(FlaskForm):
    roles = ManyField(_l("Roles"), coerce=Role, choices=choices_of(Role))


class OrganisationForm(FlaskForm):
    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter the name.")), Length(max=200)]
    )
    short_name = StringField(_l("Short name"), validators=[Optional(), Length(max=60)])
    kind = SelectField(_l("Kind"), coerce=OrganisationKind, choices=choices_of(OrganisationKind))
    credit_code = StringField(_l("Credit code"), validators=[Optional(), Length(max=18)])
    phone = StringField(_l("Telephone"), validators=[Optional(), Length(max=40)])

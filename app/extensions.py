"""The library objects that the whole program shares, made here and joined to the app in create_app()."""

from typing import Any

from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase

NAMES_OF_CONSTRAINTS = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The common root of every table."""

    metadata = MetaData(naming_convention=NAMES_OF_CONSTRAINTS)


class OneDatabase(Session):
    """The session of a program whose tables all lie in one database: it need not search for it."""

    _found: Engine | None = None

    def get_bind(self, *args: Any, **given: Any) -> Engine | Connection:
        """Return the engine of the application, whatever is asked of it."""
        if bind := given.get("bind"):
            return bind  # type: ignore[no-any-return]
        if self._found is None:
            self._found = self._db.engine
        return self._found


db = SQLAlchemy(
    model_class=Base, session_options={"class_": OneDatabase, "expire_on_commit": False}
)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()

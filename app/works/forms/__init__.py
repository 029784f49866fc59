"""The shape of the forms of works."""

from app.works.forms.base import WorksForm
from app.works.forms.objects import (
    ContractForm,
    ProgrammeForm,
    ProjectForm,
    SectionForm,
    WorkForm,
)
from app.works.forms.parts import (
    AliasForm,
    AreaForm,
    EndForm,
    KeyPostForm,
    MilestoneForm,
    ReplacementForm,
    StatusForm,
    TeamForm,
)

__all__ = [
    "AliasForm",
    "AreaForm",
    "ContractForm",
    "EndForm",
    "KeyPostForm",
    "MilestoneForm",
    "ProgrammeForm",
    "ProjectForm",
    "ReplacementForm",
    "SectionForm",
    "StatusForm",
    "TeamForm",
    "WorkForm",
    "WorksForm",
]

"""Meetings: series, agendas, attendance, minutes, outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "daily_push",
                "weekly",
                "supervision",
                "district",
                "ad_hoc",
                name="meeting_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "chair_level",
            sa.Enum(
                "district",
                "bureau",
                "project_office",
                "supervisor",
                name="chair_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("day_of_month", sa.Integer(), nullable=False),
        sa.Column("at_time", sa.String(length=5), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "day_of_month BETWEEN 1 AND 31", name=op.f("ck_meeting_series_day_of_a_month")
        ),
        sa.CheckConstraint("planned_minutes > 0", name=op.f("ck_meeting_series_takes_time")),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6", name=op.f("ck_meeting_series_weekday_of_the_week")
        ),
        sa.ForeignKeyConstraint(
            ["chair_id"], ["user.id"], name=op.f("fk_meeting_series_chair_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["user.id"], name=op.f("fk_meeting_series_recorder_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
        sa.UniqueConstraint("name", name=op.f("uq_meeting_series_name")),
    )
    op.create_index(op.f("ix_meeting_series_kind"), "meeting_series", ["kind"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "daily_push",
                "weekly",
                "supervision",
                "district",
                "ad_hoc",
                name="meeting_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "chair_level",
            sa.Enum(
                "district",
                "bureau",
                "project_office",
                "supervisor",
                name="chair_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("planned_at", sa.DateTime(), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "in_progress",
                "closed",
                "cancelled",
                "merged",
                name="meeting_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("opened_done", sa.Integer(), nullable=False),
        sa.Column("opened_of", sa.Integer(), nullable=False),
        sa.Column("copy_to", sa.String(length=500), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_meeting_closed_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)",
            name=op.f("ck_meeting_merged_into_one"),
        ),
        sa.CheckConstraint(
            "(state IN ('in_progress', 'closed')) = (started_at IS NOT NULL)",
            name=op.f("ck_meeting_held_began"),
        ),
        sa.CheckConstraint(
            "(started_at IS NULL) = (held_on IS NULL)", name=op.f("ck_meeting_held_on_a_day")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR chair_id IS NOT NULL", name=op.f("ck_meeting_closed_by_a_chair")
        ),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_meeting_not_into_itself")),
        sa.CheckConstraint("planned_minutes > 0", name=op.f("ck_meeting_takes_time")),
        sa.ForeignKeyConstraint(["chair_id"], ["user.id"], name=op.f("fk_meeting_chair_id_user")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_meeting_made_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["meeting.id"], name=op.f("fk_meeting_merged_into_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["recorder_id"], ["user.id"], name=op.f("fk_meeting_recorder_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_series_id_meeting_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("kind", "year", "sequence", name=op.f("uq_meeting_kind_year_sequence")),
    )
    op.create_index(op.f("ix_meeting_chair_id"), "meeting", ["chair_id"], unique=False)
    op.create_index("ix_meeting_held", "meeting", ["held_on", "kind"], unique=False)
    op.create_index(op.f("ix_meeting_merged_into_id"), "meeting", ["merged_into_id"], unique=False)
    op.create_index("ix_meeting_planned", "meeting", ["planned_at", "id"], unique=False)
    op.create_index(op.f("ix_meeting_series_id"), "meeting", ["series_id"], unique=False)
    op.create_table(
        "meeting_series_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "district_leader",
                "department",
                "township",
                "sub_district",
                "contractor",
                "supervisor",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["meeting_series.id"],
            name=op.f("fk_meeting_series_member_series_id_meeting_series"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_meeting_series_member_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series_member")),
    )
    op.create_index(
        op.f("ix_meeting_series_member_series_id"),
        "meeting_series_member",
        ["series_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_meeting_series_member_user_id"), "meeting_series_member", ["user_id"], unique=False
    )
    op.create_table(
        "attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "district_leader",
                "department",
                "township",
                "sub_district",
                "contractor",
                "supervisor",
                "other",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column(
            "attendance",
            sa.Enum(
                "invited",
                "present",
                "leave",
                "substitute",
                "absent",
                name="attendance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("substitute", sa.String(length=100), nullable=False),
        sa.CheckConstraint(
            "(attendance = 'substitute') = (length(substitute) > 0)",
            name=op.f("ck_attendee_substitute_named"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendee_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_attendee_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
    )
    op.create_index(op.f("ix_attendee_meeting_id"), "attendee", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_attendee_user_id"), "attendee", ["user_id"], unique=False)
    op.create_table(
        "meeting_addendum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_addendum_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_meeting_addendum_written_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_addendum")),
    )
    op.create_index(
        op.f("ix_meeting_addendum_meeting_id"), "meeting_addendum", ["meeting_id"], unique=False
    )
    op.create_table(
        "minutes_text",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "contractor",
                "supervision",
                "bureau",
                "progress",
                "problems",
                "demands",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_text_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user.id"], name=op.f("fk_minutes_text_saved_by_id_user")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "part", name=op.f("pk_minutes_text")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "decision",
                "obstacle",
                "finding",
                "section",
                "topic",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(source = 'topic') = (source_id IS NULL)",
            name=op.f("ck_agenda_item_topic_has_no_source"),
        ),
        sa.CheckConstraint(
            "meeting_id IS NOT NULL OR series_id IS NOT NULL",
            name=op.f("ck_agenda_item_stands_somewhere"),
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_agenda_item_minutes_not_negative")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_agenda_item_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_agenda_item_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["meeting_series.id"],
            name=op.f("fk_agenda_item_series_id_meeting_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint(
            "meeting_id",
            "source",
            "source_id",
            name=op.f("uq_agenda_item_meeting_id_source_source_id"),
        ),
    )
    op.create_index("ix_agenda_item_about", "agenda_item", ["source", "source_id"], unique=False)
    op.create_index(
        "ix_agenda_item_of_meeting", "agenda_item", ["meeting_id", "position"], unique=False
    )
    op.create_index(op.f("ix_agenda_item_project_id"), "agenda_item", ["project_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_section_id"), "agenda_item", ["section_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_series_id"), "agenda_item", ["series_id"], unique=False)
    op.create_table(
        "meeting_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_scope_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_meeting_scope_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_meeting_scope_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_scope")),
        sa.UniqueConstraint(
            "meeting_id",
            "project_id",
            "section_id",
            name=op.f("uq_meeting_scope_meeting_id_project_id_section_id"),
        ),
    )
    op.create_index(
        op.f("ix_meeting_scope_project_id"), "meeting_scope", ["project_id"], unique=False
    )
    op.create_index(
        op.f("ix_meeting_scope_section_id"), "meeting_scope", ["section_id"], unique=False
    )
    op.create_table(
        "meeting_series_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_meeting_series_scope_project_id_project")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_meeting_series_scope_section_id_section")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["meeting_series.id"],
            name=op.f("fk_meeting_series_scope_series_id_meeting_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series_scope")),
        sa.UniqueConstraint(
            "series_id",
            "project_id",
            "section_id",
            name=op.f("uq_meeting_series_scope_series_id_project_id_section_id"),
        ),
    )
    op.create_index(
        op.f("ix_meeting_series_scope_project_id"),
        "meeting_series_scope",
        ["project_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_meeting_series_scope_section_id"),
        "meeting_series_scope",
        ["section_id"],
        unique=False,
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "information",
                "decision",
                "action",
                name="outcome_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=100), nullable=False),
        sa.Column("with_whom", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_words", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "done_on IS NULL OR kind <> 'information'",
            name=op.f("ck_outcome_information_is_not_done"),
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_outcome_not_of_itself")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_outcome_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_outcome_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_outcome_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_outcome_owner_id_user")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["outcome.id"], name=op.f("fk_outcome_replaces_id_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_outcome_replaces_id")),
    )
    op.create_index(op.f("ix_outcome_item_id"), "outcome", ["item_id"], unique=False)
    op.create_index(op.f("ix_outcome_meeting_id"), "outcome", ["meeting_id"], unique=False)
    op.create_index("ix_outcome_open", "outcome", ["done_on", "due_on"], unique=False)
    op.create_index(
        op.f("ix_outcome_organisation_id"), "outcome", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_outcome_owner_id"), "outcome", ["owner_id"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_outcome_owner_id"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_organisation_id"), table_name="outcome")
    op.drop_index("ix_outcome_open", table_name="outcome")
    op.drop_index(op.f("ix_outcome_meeting_id"), table_name="outcome")
    op.drop_index(op.f("ix_outcome_item_id"), table_name="outcome")
    op.drop_table("outcome")
    op.drop_index(op.f("ix_meeting_series_scope_section_id"), table_name="meeting_series_scope")
    op.drop_index(op.f("ix_meeting_series_scope_project_id"), table_name="meeting_series_scope")
    op.drop_table("meeting_series_scope")
    op.drop_index(op.f("ix_meeting_scope_section_id"), table_name="meeting_scope")
    op.drop_index(op.f("ix_meeting_scope_project_id"), table_name="meeting_scope")
    op.drop_table("meeting_scope")
    op.drop_index(op.f("ix_agenda_item_series_id"), table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_section_id"), table_name="agenda_item")
    op.drop_index(op.f("ix_agenda_item_project_id"), table_name="agenda_item")
    op.drop_index("ix_agenda_item_of_meeting", table_name="agenda_item")
    op.drop_index("ix_agenda_item_about", table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_table("minutes_text")
    op.drop_index(op.f("ix_meeting_addendum_meeting_id"), table_name="meeting_addendum")
    op.drop_table("meeting_addendum")
    op.drop_index(op.f("ix_attendee_user_id"), table_name="attendee")
    op.drop_index(op.f("ix_attendee_meeting_id"), table_name="attendee")
    op.drop_table("attendee")
    op.drop_index(op.f("ix_meeting_series_member_user_id"), table_name="meeting_series_member")
    op.drop_index(op.f("ix_meeting_series_member_series_id"), table_name="meeting_series_member")
    op.drop_table("meeting_series_member")
    op.drop_index(op.f("ix_meeting_series_id"), table_name="meeting")
    op.drop_index("ix_meeting_planned", table_name="meeting")
    op.drop_index(op.f("ix_meeting_merged_into_id"), table_name="meeting")
    op.drop_index("ix_meeting_held", table_name="meeting")
    op.drop_index(op.f("ix_meeting_chair_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_meeting_series_kind"), table_name="meeting_series")
    op.drop_table("meeting_series")
    op.drop_table("calendar_feed")

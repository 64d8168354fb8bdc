"""Moments of labs: what undo, restarted steps and finished steps go back to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "moments",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("lab_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(220), nullable=False),
        sa.Column("label", sa.String(400), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    op.create_index("moments_of_lab", "moments", ["lab_id", "name"], unique=True)


def downgrade() -> None:
    """Remove it again."""
    op.drop_table("moments")

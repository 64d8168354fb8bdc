"""Alembic's entry: run the migrations on the connection that `open_database` holds."""

from alembic import context

from app.storage.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()

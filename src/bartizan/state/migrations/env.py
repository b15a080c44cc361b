"""Alembic's entry point: migrate over the connection that State hands in."""

from alembic import context

from bartizan.state.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()

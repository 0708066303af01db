"""Called by alembic: runs the steps on the connection of dashboard.store.migrate, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()

"""Applying one migration. Loaded where there is one to apply: Piccolo brings a formatter of code along."""

import contextlib
import io

from piccolo.apps.migrations.commands.forwards import run_forwards


async def forward(app: str, name: str) -> str:
    """Apply it, unless another process did meanwhile: Piccolo joins our transaction. What hindered it."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        result = await run_forwards(app, migration_id=name)
    return "" if result.success else result.message or app

"""PostgreSQL: the engine, transactions, migrations, and the embedded server."""

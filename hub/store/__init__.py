"""The only place with SQL: SQLAlchemy Core over SQLite and PostgreSQL, one module per noun.

Nothing here decides anything: callers hand over rows, the writer commits them, the read modules give rows back.

>>> from hub.store.engine import Database
"""

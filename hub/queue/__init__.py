"""The durable deliveries: which may run, when they are tried again, who runs them, and how they end.

The row in the database is the truth; nothing here keeps a delivery in memory only, and nothing here holds SQL
(that is `hub.store`) or sockets (`hub.transports`). Example: `states.after(State.RUNNING, "delivered")`.
"""

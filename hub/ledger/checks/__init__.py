"""The parts of `verify`: the log itself, payload bytes, parcels, messages with all that belongs to them, offers.

Each is a generator of problems over one read connection; none changes anything.

>>> from hub.ledger.checks.problem import Problem
"""

"""What the adapters of Tryton share: its REST interface, and how parties and addresses are found in it.

No adapter itself, and no I/O: requests are yielded, answers are sent in. Example: `hub/adapters/erp/tryton/adapter.py`.
"""

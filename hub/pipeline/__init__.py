"""The verbs of the hub in the order of a message's journey: accept open translate route deliver acknowledge replay.

Each is one readable file. They decide and build rows; the store commits them. See DESIGN section 4 in the docs.
"""

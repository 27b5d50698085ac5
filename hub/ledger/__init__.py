"""What happened: leaves of one Merkle log, checkpoints over it, proofs, and the check that nothing was altered.

Nothing here changes a business row. Hashing follows RFC 9162, leaves are RFC 8785, checkpoints are C2SP notes.

>>> from hub.ledger.leaves import leaf
"""

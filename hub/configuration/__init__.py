"""Configuration as one YAML tree: reading it, finding what is wrong with it, and answering from it while the hub runs.

`load` reads a tree and its files; `ActiveConfiguration` (hub/configuration/active.py) answers from a stored one. Opens nothing.
Import from the modules themselves, so that a verb that lints does not pay for one that maps.
"""

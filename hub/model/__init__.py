"""The nouns of the hub and the canonical documents: values only.

Nothing below this package reads a file of the outside, a clock, a socket or the environment.
Example: `hub.model.documents.registry.validate("order/1", values)`.
"""

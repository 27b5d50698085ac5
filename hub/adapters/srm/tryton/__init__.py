"""Tryton as an SRM, as far as it is one: see README.md."""

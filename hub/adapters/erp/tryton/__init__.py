"""Tryton as an ERP: see README.md."""

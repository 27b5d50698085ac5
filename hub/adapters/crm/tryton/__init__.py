"""Tryton as a CRM: see README.md."""

"""CRM systems, one folder each. A folder is an adapter as soon as its `adapter.py` names one `ADAPTER`.

Nothing is registered anywhere else. Example: `hub/adapters/erp/document/`.
"""

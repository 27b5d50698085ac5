"""Business systems, described: conversations that do no I/O, one folder per system below erp, crm or srm.

Nothing here opens a socket, a file or a clock. Example: `discover.adapters()["erp/document"]`.
"""

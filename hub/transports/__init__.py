"""The only place with sockets and files: how bytes reach a system, and how parcels come from one.

A transport knows nothing of orders or maps. Here: `http`, `folder`, `memory`, `inbox`; the wires `as2/`, `sftp` and
`mailbox` get a module of the same shape beside them. Example: `await wires.to(system.out).exchange(request, 30.0)`.
"""

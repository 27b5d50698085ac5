"""SAP S/4HANA over its OData V2 services for sales orders, outbound deliveries and billing documents.

Nothing here opens a socket. Example: `SapS4().look_up(parcel)` asks for the customer's order number.
"""

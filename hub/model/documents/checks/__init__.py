"""What documents state that does not fit together, one module per kind of document, over what kinds have in common.

Findings only: nothing is corrected or computed into a document (a total is what the sender says it is).
Example: `order_doubts(Order.model_validate({"id": "1", "lineCountNumeric": "2"}))` yields BUS-011.
"""

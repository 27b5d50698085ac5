"""Any CRM or platform that speaks Standard Webhooks, out and in. No code here; see `adapter` and `signature`."""

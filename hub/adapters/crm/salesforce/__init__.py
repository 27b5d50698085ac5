"""Salesforce: leads by an external id; what became of them is asked. See `adapter`."""

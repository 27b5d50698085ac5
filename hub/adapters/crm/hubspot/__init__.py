"""HubSpot: leads become contacts, companies and deals; what became of them is heard and asked. See `adapter`."""

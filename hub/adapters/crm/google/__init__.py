"""Google Ads lead forms: a webhook that brings the whole lead, under a key that both sides know."""

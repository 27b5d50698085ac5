"""Kingdee K3Cloud (金蝶云星空): orders become sales orders, saved, submitted and audited; what became of them is asked. See `adapter`."""

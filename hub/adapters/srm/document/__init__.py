"""SRM systems that take whole documents: requests, dossiers, decisions, ratings. No code here; see `adapter`."""

"""LinkedIn lead sync: a notice that names a response, the response, and the version of the form that explains it."""

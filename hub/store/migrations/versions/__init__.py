"""The revisions, one file each; never changed once released."""

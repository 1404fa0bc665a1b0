"""Live sources: pages and feeds fetched politely, folders looked at again, each read by the same readers as a file; only what is new or changed comes out."""

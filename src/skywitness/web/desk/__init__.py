"""The desk: people who sign in, look at what needs a person, decide, and keep notes. What they decide goes into the ledger; who they are never does."""

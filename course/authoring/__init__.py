"""The makers' tools: run, tidy, contract, timing, key."""

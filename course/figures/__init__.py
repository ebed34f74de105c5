"""Charts in one visual voice: frame in, figure out, and beside each the sentence that says it."""

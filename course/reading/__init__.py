"""Methods for close reading: pure functions over any document."""

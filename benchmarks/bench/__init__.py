"""The benchmark harness: one corpus, several site generators, the same edits for each."""

"""The index: text in Whoosh, everything else in arrays, both read as one immutable snapshot."""

"""From a path to the contents of an export: discovery, decompression, recognition, decoding."""

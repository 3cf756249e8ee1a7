"""From the bytes of a file to the text of a bulletin: `reader.read_bytes`."""

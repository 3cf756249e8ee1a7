"""From the bytes of a file to the text of a bulletin: `reader.read_bytes`.

Plain text (`decoding`, `legacy`), web pages (`html`), Word documents (`word`) and PDF files (`pdf`).
"""

"""Why a text was read as it was: its lines with what was found in them, for the terminal and as a page."""

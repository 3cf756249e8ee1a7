"""From the bytes of a PDF file to its text, in the steps of its modules.

`page` takes characters and ruling lines off a page, `rows` sets them into rows, `tables` finds the ruled
tables, `columns` the order of reading, `running` the heads and feet that repeat, `paragraphs` the lines that
belong together; `reading` is the one entry and does all this in a child process with limits.
"""

"""Tagged PDF: a structure tree that is the document's own (ISO 32000-1, 14.7 and 14.8).

WeasyPrint 70 makes the tags of each page from its boxes, so that an element that crosses a page is
two elements (Kozea/WeasyPrint#2903) and each line is one. Here the tree is made of the HTML
elements, each once, and the boxes only say where its content is drawn. ``plan.py`` makes it before
the pages are painted, ``marking.py`` marks the content while they are, ``writer.py`` writes the
tree when all are.
"""

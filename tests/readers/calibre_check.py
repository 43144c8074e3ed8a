"""Runs calibre's "Check book": calibre-debug -e calibre_check.py -- A.epub B.epub …

Prints a line of JSON for each book: its path and, of all that was found, the rule of calibre's
linter for style sheets (empty for everything else) and the message with its place.
"""

import json
import sys

from calibre.ebooks.oeb.polish.check.main import run_checks
from calibre.ebooks.oeb.polish.container import get_container

for path in sys.argv[1:]:
    found = [
        (
            getattr(error, "css_rule_id", None) or "",
            f"{error.name}:{error.line or ''} {error.msg}",
        )
        for error in run_checks(get_container(path))
    ]
    print(json.dumps([path, found]), flush=True)

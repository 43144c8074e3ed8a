"""From a source file to a numbered ``Document``; called, it reads one."""

import sys

from publishkit._namesakes import CallablePackage

sys.modules[__name__].__class__ = CallablePackage

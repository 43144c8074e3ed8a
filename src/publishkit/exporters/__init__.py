"""One module or package for each output format; called, it returns those that are installed."""

import sys

from publishkit._namesakes import CallablePackage

sys.modules[__name__].__class__ = CallablePackage

"""Whether this server has the register at hand; until it has, a visitor waits, and is told so.

Imports nothing of ours, so that it can be asked before anything is read.
"""

import threading

OPENED = threading.Event()

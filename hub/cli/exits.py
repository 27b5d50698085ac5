"""The exit codes that scripts rely on. They never change their meaning.

Names only. Usage and unreachable are those of sysexits.h.
Example: `hub try broken.x12; echo $?` prints 1.
"""

from __future__ import annotations

OK = 0
PROBLEMS = 1  # the command worked and found problems, or what it was asked to do could not be done
PENDING = 2  # `plan` only: changes are waiting to be applied
USAGE = 64  # EX_USAGE: the command line itself is wrong
UNREACHABLE = 69  # EX_UNAVAILABLE: the hub or its database does not answer
INTERRUPTED = 130

"""Counts what holds and closes with one line, `N passed, N failed`."""

import sys


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def holds(self, what, condition, detail=""):
        """Counts one check and prints it; returns whether it holds."""
        if condition:
            self.passed += 1
            print(f"ok      {what}")
        else:
            self.failed += 1
            print(f"FAILED  {what} {detail}".rstrip())
        return bool(condition)

    def attempt(self, what, action):
        """Counts one check that holds when `action` does not raise; returns its value, or None."""
        try:
            value = action()
        except Exception as error:  # Whatever goes wrong is this check's failure, with its reason.
            self.holds(what, False, f"{type(error).__name__}: {error}")
            return None
        self.holds(what, True)
        return value

    def close(self):
        """Prints the counts and ends the process with 1 when anything failed."""
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)

"""Verdicts of claims, as tests/run.sh counts them."""


class Claims:
    """`quiet`: what was found is told of what fails alone, below it."""

    def __init__(self, name, quiet=False):
        self.name, self.quiet, self.failures = name, quiet, 0

    def __call__(self, text, holds, detail=""):
        self.failures += not holds
        found = "" if self.quiet and holds else str(detail)
        print(
            f"{'ok' if holds else 'FAIL'} - {self.name}: {text}" + (
                ("\n" if self.quiet else ": ") + found if found else ""), flush=True)

    def skip(self, text, reason):
        print(f"skip - {self.name}: {text}: {reason}")

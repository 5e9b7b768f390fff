"""What the comparisons with a campaign are called with."""
import argparse
from pathlib import Path


def asked_program(doc):
    """Path of the program: --farside, or the one that was built."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--farside", default=Path(__file__).resolve().parents[2] / "build" / "farside")
    return str(Path(parser.parse_args().farside).resolve())

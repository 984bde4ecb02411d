"""Lets the tests of this folder import the tiny release beside them, in every import mode."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

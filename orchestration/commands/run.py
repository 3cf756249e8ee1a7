"""`bantin run`: everything, from the inbox to the report."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path

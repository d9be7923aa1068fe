"""`python -m singlora_coordinate_check` is the command."""

import sys

from .command import main

sys.exit(main())

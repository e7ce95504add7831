"""All that docs/benchmarks.md tells: `python -m benchmarks`, ten minutes on a machine with nothing else to do."""

import sys

from benchmarks import holdup, marks

if __name__ == "__main__":
    sys.exit(int(marks.main()) | holdup.main())

"""pandas reading a CSV with its default (C) engine, which runs on one thread. Prints the seconds of each repetition.

pandas_read.py FILE REPETITIONS
"""

import json
import sys
import time

import pandas as pd

seconds = []
for _ in range(int(sys.argv[2])):
    began = time.perf_counter()
    rows = len(pd.read_csv(sys.argv[1]))
    seconds.append(time.perf_counter() - began)
print(json.dumps({"version": pd.__version__, "rows": rows, "seconds": {"read": seconds}}))

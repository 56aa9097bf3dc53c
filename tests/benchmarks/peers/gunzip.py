"""The decompressor by itself: zlib inflating a gzip file, the bytes thrown away. Prints the seconds as JSON."""

import json
import sys
import time
import zlib

began = time.perf_counter()
inflater = zlib.decompressobj(wbits=31)
size = 0
with open(sys.argv[1], "rb") as packed:
    while block := packed.read(1 << 16):
        size += len(inflater.decompress(block))
print(json.dumps({"bytes": size, "seconds": {"read": time.perf_counter() - began}}))

"""What the peers are, and which BLAS PyTorch multiplies with. Prints JSON."""

import json

import numpy
import pandas
import sklearn
import torch
from threadpoolctl import threadpool_info

blas = [f"{pool['internal_api']} {pool['version']}, {pool.get('architecture', '')}"
        for pool in threadpool_info() if pool["user_api"] == "blas"]  # fmt: skip
capability = next(line for line in torch.__config__.show().splitlines() if "CPU capability" in line)
print(json.dumps({
    "PyTorch": f"{torch.__version__} ({capability.strip(' -')}; BLAS {'; '.join(blas)})", "NumPy": numpy.__version__,
    "scikit-learn": sklearn.__version__, "pandas": pandas.__version__,
}))  # fmt: skip

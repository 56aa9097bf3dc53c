"""scikit-learn's MLPClassifier training the same network by the same SGD. It looks at nothing but its loss, and starts
from its own (Glorot's) weights: the job is the cheaper one. Prints the seconds of each phase as JSON."""

import time

start = time.perf_counter()

import json
import warnings

from arguments import limit_threads, parse

arguments = parse()
limit_threads(arguments.threads)

import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

import table

warnings.simplefilter("ignore", ConvergenceWarning)  # the epochs are few on purpose
seconds = {"import": time.perf_counter() - start}

began = time.perf_counter()
(x, y), _ = table.load(arguments.data, arguments.target, arguments.validation, arguments.seed)
seconds["load"] = time.perf_counter() - began

model = MLPClassifier(
    hidden_layer_sizes=arguments.hidden,
    solver="sgd",
    alpha=0,
    batch_size=min(arguments.batch_size, len(x)),
    learning_rate_init=arguments.lr,
    momentum=0,
    max_iter=arguments.epochs,
    tol=0,
    n_iter_no_change=arguments.epochs + 1,
    random_state=arguments.seed,
)
began = time.perf_counter()
model.fit(x, y)
seconds["train"] = time.perf_counter() - began
seconds["total"] = time.perf_counter() - start
print(json.dumps({"version": sklearn.__version__, "epochs": model.n_iter_, "loss": model.loss_, "seconds": seconds}))

"""Write regression_baseline.json: how well scikit-learn's MLPRegressor predicts diabetes.csv.

Five folds: fold k validates on the rows whose index i, from 0, has i % 5 == k and trains on the rest.
Features and target are standardised with the mean and population standard deviation of the training
rows. The result is R² on the validation rows, fold by fold, and its mean.

    /usr/bin/python3 make_regression_baseline.py [DIABETES.csv]

The values in the repository come from scikit-learn 1.2.1 and NumPy 1.24.2 (Debian 12) on Python 3.11.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import r2_score
from sklearn.neural_network import MLPRegressor

HERE = pathlib.Path(__file__).parent
FOLDS = 5
SETTINGS = {
    "hidden_layer_sizes": [64, 32],
    "activation": "relu",
    "solver": "adam",
    "learning_rate_init": 0.001,
    "alpha": 0.0,
    "batch_size": 32,
    "max_iter": 30,
    "shuffle": True,
    "early_stopping": False,
    "tol": 0.0,
    "n_iter_no_change": 1000,
}


def validation_r2(table, fold, random_state):
    validation = np.arange(len(table)) % FOLDS == fold
    train_rows = table[~validation]
    standardised = (table - train_rows.mean(axis=0)) / train_rows.std(axis=0)
    inputs, target = standardised[:, :-1], standardised[:, -1]
    model = MLPRegressor(random_state=random_state, **SETTINGS)
    model.fit(inputs[~validation], target[~validation])
    return r2_score(target[validation], model.predict(inputs[validation]))


def main():
    csv_path = sys.argv[1] if len(sys.argv) > 1 else HERE / "../../data/diabetes.csv"
    table = np.loadtxt(csv_path, delimiter=",", skiprows=1)
    warnings.simplefilter("ignore", ConvergenceWarning)  # 30 epochs are the point: ours gets as many
    folds = [validation_r2(table, fold, random_state=fold) for fold in range(FOLDS)]
    document = {
        "made_with": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
        "model": "MLPRegressor",
        "settings": {**SETTINGS, "random_state": "the fold's number"},
        "validation_r2": folds,
        "mean_validation_r2": sum(folds) / FOLDS,
    }
    (HERE / "regression_baseline.json").write_text(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    main()

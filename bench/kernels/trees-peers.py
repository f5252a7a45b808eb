"""Boosted trees of the peers: `<name> <threads>` on stdin, `<cpu ms> <wall ms> <test AUC>` on stdout; binning included."""
import sys
import time

import lightgbm
import numpy as np
import xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

folder, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
table = lambda name: np.fromfile(f"{folder}/{name}-values", np.float32).reshape(-1, columns)
labels = lambda name: np.fromfile(f"{folder}/{name}-labels", np.uint8)
x, y, x_test, y_test = table("train"), labels("train"), table("test"), labels("test")


def by_xgboost(threads):
    parameters = dict(objective="binary:logistic", tree_method="hist", grow_policy="lossguide", max_leaves=31)
    parameters |= dict(max_depth=0, max_bin=255, eta=0.1, min_child_weight=1, nthread=threads, verbosity=0)
    model = xgboost.train(parameters, xgboost.DMatrix(x, y, nthread=threads), 100)
    return lambda: model.predict(xgboost.DMatrix(x_test, nthread=threads))


def by_sklearn(threads):
    model = HistGradientBoostingClassifier(
        max_iter=100, max_leaf_nodes=31, learning_rate=0.1, max_bins=255, early_stopping=False, l2_regularization=1.0
    )
    with threadpool_limits(threads):
        model.fit(x, y)
    return lambda: model.predict_proba(x_test)[:, 1]


def by_lightgbm(threads):
    parameters = dict(objective="binary", num_leaves=31, learning_rate=0.1, max_bin=255, lambda_l2=1, verbose=-1)
    parameters |= dict(min_sum_hessian_in_leaf=1, min_data_in_leaf=1, num_threads=threads)
    model = lightgbm.train(parameters, lightgbm.Dataset(x, y), 100)
    return lambda: model.predict(x_test, num_threads=threads)


PEERS = {"xgboost": by_xgboost, "scikit-learn": by_sklearn, "lightgbm": by_lightgbm}
print("ready", flush=True)
for line in sys.stdin:
    name, threads = line.split()
    cpu, wall = time.process_time(), time.perf_counter()
    predict = PEERS[name](int(threads))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(cpu * 1e3, wall * 1e3, roc_auc_score(y_test, predict()), flush=True)

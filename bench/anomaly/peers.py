"""scikit-learn's and PyOD's detectors with their defaults on the sets of a JSON file; AUCs to stdout as JSON."""
import json
import sys

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.hbos import HBOS
from pyod.models.iforest import IForest
from pyod.models.knn import KNN
from pyod.models.lof import LOF
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import LocalOutlierFactor

results = []
for item in json.load(open(sys.argv[1])):
    rows, labels = np.asarray(item["rows"], float), np.asarray(item["labels"])
    spread = rows.std(axis=0)
    points = (rows - rows.mean(axis=0)) / np.where(spread > 0, spread, 1)

    def add(name, *scores):
        results.append({"set": item["name"], "name": name, "aucs": [roc_auc_score(labels, s) for s in scores]})

    seeds = range(10)
    add("scikit-learn IsolationForest", *[-IsolationForest(random_state=s).fit(points).score_samples(points) for s in seeds])
    add("scikit-learn LocalOutlierFactor", -LocalOutlierFactor().fit(points).negative_outlier_factor_)
    add("PyOD IForest", *[IForest(random_state=s).fit(points).decision_scores_ for s in seeds])
    for model in (KNN(), LOF(), ECOD(), HBOS()):
        add(f"PyOD {type(model).__name__}", model.fit(points).decision_scores_)
print(json.dumps(results))

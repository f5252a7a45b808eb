"""scikit-learn's k-d tree, its choice of a method and its scan on the points of a JSON file; seconds and sums to stdout."""
import json
import sys
import time

import numpy as np
from sklearn.cluster import DBSCAN
from sklearn.neighbors import NearestNeighbors

task = json.load(open(sys.argv[1]))
points = np.frombuffer(bytes.fromhex(task["points"])).reshape(task["rows"], task["columns"])
seconds = {}
for method in ["kd_tree", "auto", "brute"]:
    start = time.process_time()
    distances, _ = NearestNeighbors(n_neighbors=task["k"], algorithm=method, n_jobs=1).fit(points).kneighbors(points)
    seconds[method] = time.process_time() - start
start = time.process_time()
labels = DBSCAN(eps=task["radius"], min_samples=10, n_jobs=1).fit(points).labels_
seconds["dbscan"] = time.process_time() - start
print(json.dumps({"seconds": seconds, "distances": float(distances.sum()), "clusters": int(labels.max()) + 1}))

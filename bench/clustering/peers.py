"""scikit-learn's clusterers on iris and wine; the rows and what they reach to stdout as JSON."""
import json
import time

import numpy as np
from sklearn.cluster import DBSCAN, KMeans
from sklearn.datasets import load_iris, load_wine
from sklearn.metrics import silhouette_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import NearestNeighbors


def timed(make):
    start = time.perf_counter()
    return make(), {"seconds": time.perf_counter() - start}


results = []
for name, loader in (("iris", load_iris), ("wine", load_wine)):
    raw = loader().data
    for suffix, rows in (("raw", raw), ("standardised", (raw - raw.mean(axis=0)) / raw.std(axis=0))):
        means, means_time = timed(lambda: KMeans(3, n_init=10, random_state=0).fit(rows))
        mixture, mixture_time = timed(
            lambda: GaussianMixture(3, n_init=10, random_state=0, tol=1e-9, max_iter=2000).fit(rows)
        )
        radius = float(np.quantile(NearestNeighbors(n_neighbors=5).fit(rows).kneighbors()[0][:, -1], 0.8))
        labels = DBSCAN(eps=radius, min_samples=5).fit_predict(rows)
        widths = {k: silhouette_score(rows, KMeans(k, n_init=10, random_state=0).fit_predict(rows)) for k in range(2, 11)}
        k = max(widths, key=widths.get)
        peer = {
            "inertia": means.inertia_,
            "kmeans": means_time,
            "log_likelihood": mixture.score(rows) * len(rows),
            "mixture": mixture_time,
            "radius": radius,
            "clusters": int(labels.max() + 1),
            "noise": int((labels < 0).sum()),
            "silhouette": widths[k],
            "k": k,
        }
        results.append({"name": f"{name} {suffix}", "rows": rows.tolist(), "peer": peer})
print(json.dumps(results))

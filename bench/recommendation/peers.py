"""Surprise on the rating folds and implicit on the lists of a JSON file; errors per fold and top-10 lists to stdout as JSON."""
import json
import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender
from surprise import SVD, BaselineOnly, Dataset, KNNBaseline, Reader

task = json.load(open(sys.argv[1]))


def rating_scores(make):
    result = []
    for fold in task["folds"]:
        train, test = fold["train"], fold["test"]
        reader = Reader(rating_scale=(min(train["ratings"]), max(train["ratings"])))
        rows = [(*row, None) for row in zip(train["users"], train["items"], train["ratings"])]
        model = make().fit(Dataset(reader).construct_trainset(rows))
        predicted = [model.predict(u, i, clip=False).est for u, i in zip(test["users"], test["items"])]
        errors = np.asarray(predicted) - np.asarray(test["ratings"])
        result.append({"rmse": float(np.sqrt(np.mean(errors**2))), "mae": float(np.mean(np.abs(errors)))})
    return result


def lists(model):
    shape = task["userCount"], task["itemCount"]
    train = task["lists"]["train"]
    matrix = sp.csr_matrix((np.ones(len(train["users"]), np.float32), (train["users"], train["items"])), shape)
    matrix.data[:] = 1
    model.fit(matrix, show_progress=False)
    users = np.asarray(task["lists"]["users"])
    items, _ = model.recommend(users, matrix[users], N=10, filter_already_liked_items=True)
    return items.tolist()


quiet = {"verbose": False}
print(
    json.dumps(
        {
            "ratings": {
                "Surprise SVD": rating_scores(lambda: SVD(random_state=0)),
                "Surprise BaselineOnly": rating_scores(lambda: BaselineOnly(**quiet)),
                "Surprise KNNBaseline, items": rating_scores(
                    lambda: KNNBaseline(sim_options={"name": "pearson_baseline", "user_based": False}, **quiet)
                ),
            },
            "lists": {
                "implicit ALS": lists(AlternatingLeastSquares(factors=64, random_state=0, num_threads=1)),
                "implicit item-item cosine": lists(CosineRecommender(K=200, num_threads=1)),
                "implicit item-item BM25": lists(BM25Recommender(K=200, num_threads=1)),
            },
        }
    )
)

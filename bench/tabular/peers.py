"""scikit-learn, LightGBM and XGBoost with their defaults on the tables and folds of a JSON file; scores to stdout as JSON."""
import json
import sys

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.compose import make_column_transformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from xgboost import XGBClassifier, XGBRegressor


def frame_of(table):
    columns = {}
    for column in table["columns"]:
        if column["kind"] == "number":
            columns[column["name"]] = np.asarray(column["values"], float)
        else:
            columns[column["name"]] = pd.Categorical(column["values"], categories=range(len(column["levels"])))
    return pd.DataFrame(columns)


def encoded(frame, model):
    numbers = list(frame.select_dtypes("number").columns)
    rest = [name for name in frame.columns if name not in numbers]
    one_hot = OneHotEncoder(handle_unknown="ignore")
    return make_pipeline(make_column_transformer((StandardScaler(), numbers), (one_hot, rest)), model)


def contenders(frame, task):
    if task == "classification":
        yield "sklearn logistic", encoded(frame, LogisticRegression(max_iter=2000))
        yield "sklearn forest", encoded(frame, RandomForestClassifier(random_state=0))
        yield "sklearn hgb", HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=0)
        yield "lightgbm", LGBMClassifier(random_state=0, verbose=-1, n_jobs=1)
        yield "xgboost", XGBClassifier(tree_method="hist", enable_categorical=True, random_state=0, n_jobs=1)
    else:
        yield "sklearn ols", encoded(frame, LinearRegression())
        yield "sklearn forest", encoded(frame, RandomForestRegressor(random_state=0))
        yield "sklearn hgb", HistGradientBoostingRegressor(categorical_features="from_dtype", random_state=0)
        yield "lightgbm", LGBMRegressor(random_state=0, verbose=-1, n_jobs=1)
        yield "xgboost", XGBRegressor(tree_method="hist", enable_categorical=True, random_state=0, n_jobs=1)


def score(model, frame, target, folds, task):
    scores, losses = [], []
    for fold in range(max(folds) + 1):
        train, test = folds != fold, folds == fold
        model.fit(frame[train], target[train])
        if task == "classification":
            probabilities = model.predict_proba(frame[test])
            scores.append(roc_auc_score(target[test], probabilities[:, 1]))
            losses.append(log_loss(target[test], probabilities))
        else:
            scores.append(root_mean_squared_error(target[test], model.predict(frame[test])))
    return {"scores": scores, "losses": losses}


results = []
for table in json.load(open(sys.argv[1])):
    frame, folds = frame_of(table), np.asarray(table["folds"])
    target = np.asarray(table["target"])
    # lightgbm and xgboost refuse names with brackets or commas
    frame.columns = [f"c{i}" for i in range(len(frame.columns))]
    for name, model in contenders(frame, table["task"]):
        results.append({"table": table["name"], "contender": name, **score(model, frame, target, folds, table["task"])})
        print(table["name"], name, np.mean(results[-1]["scores"]), file=sys.stderr, flush=True)
print(json.dumps(results))

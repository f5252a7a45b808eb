"""The same two models behind FastAPI: async handlers, numpy, a key that is checked by its hash, a limit in this process.

   peer.py PORT KEY RECOMMENDER.safetensors CLASSIFIER.safetensors
"""

import hashlib
import hmac
import json
import sys
import time

import numpy as np
import orjson
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Query, Response
from pydantic import BaseModel
from safetensors.numpy import load_file

PORT, KEY, RECOMMENDER, CLASSIFIER = sys.argv[1:5]
KEY_HASH = hashlib.sha256(KEY.encode()).digest()
REQUESTS_PER_MINUTE = 100_000_000


def texts(t, name):
    data, at = t[f"p.{name}.utf8"].tobytes(), t[f"p.{name}.offsets"]
    return [data[a:b].decode() for a, b in zip(at[:-1], at[1:])]


class Window:
    """A fixed window: what the service counts in Redis, here without the way there."""

    ends_at = 0.0
    hits = 0

    def hit(self):
        now = time.monotonic()
        if now >= self.ends_at:
            self.ends_at, self.hits = now + 60, 0
        self.hits += 1
        return self.hits


window = Window()


async def caller(response: Response, x_api_key: str = Header()):
    if not hmac.compare_digest(hashlib.sha256(x_api_key.encode()).digest(), KEY_HASH):
        raise HTTPException(401)
    hits = window.hit()
    if hits > REQUESTS_PER_MINUTE:
        raise HTTPException(429)
    return REQUESTS_PER_MINUTE - hits


class Recommender:
    def __init__(self, path):
        t = load_file(path)
        self.users = {name: i for i, name in enumerate(texts(t, "users"))}
        self.items = texts(t, "items")
        self.base = t["p.mean"][0] + t["p.item_bias"]
        self.user_bias, self.user_factors = t["p.user_bias"], t["p.user_factors"]
        self.item_factors = np.ascontiguousarray(t["p.item_factors"])
        at, seen = t["p.seen.offsets"], t["p.seen.items"]
        self.seen = [seen[a:b] for a, b in zip(at[:-1], at[1:])]

    def best(self, user, n):
        u = self.users[user]
        scores = self.item_factors @ self.user_factors[u]
        scores += self.base
        scores += self.user_bias[u]
        scores[self.seen[u]] = -np.inf
        top = np.argpartition(scores, -n)[-n:]
        top = top[np.argsort(-scores[top], kind="stable")]
        return [{"item_id": self.items[i], "score": float(scores[i])} for i in top]


class Classifier:
    def __init__(self, path):
        t = load_file(path)
        recipe = json.loads(t["recipe.json"].tobytes())
        self.classes = texts(t, "classes")
        self.weights, self.intercept = t["p.coefficients"], t["p.intercept"]
        self.center, self.scale = t["p.columns.center"], t["p.columns.scale"]
        self.slope = t.get("p.calibration.slope")
        self.bias = t.get("p.calibration.bias")
        self.columns, at = [], 0
        for column in recipe["columns"]:
            if column["dropped"] is not None or column["role"] == "target":
                continue
            levels = column["levels"] if column["kind"] == "category" else None
            self.columns.append((column["name"], at, levels and {v: i for i, v in enumerate(levels)}, column["fill"]["value"]))
            at += len(levels) if levels else 1
        self.width = at

    def predict(self, rows):
        x = np.zeros((len(rows), self.width))
        for i, row in enumerate(rows):
            for name, at, levels, fill in self.columns:
                value = row.get(name)
                if value is None:
                    value = fill
                if levels is None:
                    x[i, at] = value
                elif value in levels:
                    x[i, at + levels[value]] = 1
        scores = ((x - self.center) / self.scale) @ self.weights[0] + self.intercept[0]
        p = 1 / (1 + np.exp(-scores))
        p = np.stack([1 - p, p], axis=1)
        if self.slope is not None:
            z = self.slope * np.log(np.maximum(p, 1e-7)) + self.bias
            z = np.exp(z - z.max(axis=1, keepdims=True))
            p = z / z.sum(axis=1, keepdims=True)
        return [
            {"prediction": self.classes[int(row.argmax())], "probabilities": dict(zip(self.classes, row.tolist()))}
            for row in p
        ]


app = FastAPI()
recommender, classifier = Recommender(RECOMMENDER), Classifier(CLASSIFIER)


class Rows(BaseModel):
    rows: list[dict]


def answer(body, left):
    return Response(
        orjson.dumps(body),
        media_type="application/json",
        headers={"RateLimit-Policy": f'"requests";q={REQUESTS_PER_MINUTE};w=60', "RateLimit": f'"requests";r={left};t=60'},
    )


@app.get("/recommendations")
async def recommendations(user_id: str, n: int = Query(10, ge=1, le=1000), left: int = Depends(caller)):
    return answer({"items": recommender.best(user_id, n), "cold_start": False}, left)


@app.post("/predict")
async def predict(body: Rows, left: int = Depends(caller)):
    return answer({"predictions": classifier.predict(body.rows)}, left)


uvicorn.run(app, host="127.0.0.1", port=int(PORT), loop="uvloop", http="httptools", access_log=False, log_level="warning")

"""statsforecast's models on the sets of a JSON file (see sets.mjs); forecasts to stdout as JSON."""
import json
import sys
import time

import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoCES, AutoETS, DynamicOptimizedTheta, HoltWinters, OptimizedTheta, SeasonalNaive, Theta

sets = json.load(open(sys.argv[1]))
results = []
for item in sets:
    period = item["period"]
    horizon = len(item["series"][0]["test"])
    frame = pd.DataFrame(
        [(s["id"], t, y) for s in item["series"] for t, y in enumerate(s["train"])], columns=["unique_id", "ds", "y"]
    )
    for model in [
        SeasonalNaive(period),
        HoltWinters(period),
        Theta(period),
        OptimizedTheta(period),
        DynamicOptimizedTheta(period),
        AutoETS(period),
        AutoCES(period),
    ]:
        # compiles what is compiled once
        StatsForecast(models=[model], freq=1).forecast(df=frame[frame.unique_id == item["series"][0]["id"]], h=1)
        start = time.perf_counter()
        forecast = StatsForecast(models=[model], freq=1).forecast(df=frame, h=horizon)
        seconds = time.perf_counter() - start
        column = [name for name in forecast.columns if name not in ("unique_id", "ds")][0]
        by_id = forecast.reset_index().groupby("unique_id")[column].apply(list)
        results.append(
            {
                "set": item["name"],
                "name": f"statsforecast {type(model).__name__}",
                "seconds": seconds,
                "forecasts": [{"mean": by_id[s["id"]]} for s in item["series"]],
            }
        )
print(json.dumps(results))

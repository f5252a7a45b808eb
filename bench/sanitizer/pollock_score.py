"""Scores converted files with Pollock's own metrics: pollock_score.py CHECKOUT DATASET CONVERTED [PEER...]

Prints the simple score (sum of the ten measures' means) and the weighted one as evaluate.py computes them, then the files
that lose most. Peers are scored from CHECKOUT/results/<peer>, which reproduces their published scores.
"""
import functools
import json
import os
import sys

checkout, dataset, converted, *peers = sys.argv[1:]
sys.path.insert(0, checkout)
from pollock import metrics  # noqa: E402

# The same cells come again in thousands of files; reading dates is slow.
metrics.normalize_cell = functools.lru_cache(maxsize=None)(metrics.normalize_cell)

files = sorted(f for f in os.listdir(f"{checkout}/{dataset}/csv") if f.endswith("csv"))
with open(f"{checkout}/pollock_weights.json") as f:
    weights = json.load(f)
total_weight = sum(weights.get(f, -1) for f in files)


def measures(file, folder):
    loaded = f"{folder}/{file}_converted.csv"
    try:
        if not metrics.successful_csv(loaded):
            return [0.0] * 10
        return [1.0, *metrics.header_record_cell_measures_csv(f"{checkout}/{dataset}/clean/{file}", loaded)]
    except Exception as error:  # as evaluate.py: what cannot be read scores nothing
        print(f"  {file}: {error!r}", file=sys.stderr)
        return [1.0] + [0.0] * 9 if os.path.exists(loaded) else [0.0] * 10


def score(name, folder):
    rows = {file: measures(file, folder) for file in files}
    simple = sum(sum(row) for row in rows.values()) / len(rows)
    weighted = sum(sum(row) * weights.get(file, -1) / total_weight for file, row in rows.items())
    shown = f"{weighted:.4f}" if dataset == "polluted_files" else "-"
    print(f"{name}: simple {simple:.4f}, weighted {shown}")
    return rows


rows = score("this sanitizer, no parameters", converted)
for peer in peers:
    score(peer, f"{checkout}/results/{peer}/{dataset}/loading")
worst = sorted(rows.items(), key=lambda item: sum(item[1]))
for file, row in worst[: int(os.environ.get("WORST", "15"))]:
    if sum(row) < 9.9999:
        print(f"  {sum(row):.4f} {file} {[round(x, 3) for x in row]}")

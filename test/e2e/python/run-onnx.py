"""A line of JSON in, a line of JSON out: {path, inputs: {name: {type, values}}} -> {outputs, inputs, metadata}."""
import json
import sys

import numpy as np
import onnxruntime

for line in sys.stdin:
    request = json.loads(line)
    session = onnxruntime.InferenceSession(request["path"], providers=["CPUExecutionProvider"])
    feeds = {
        name: np.array(
            [np.nan if value is None else value for value in given["values"]],
            dtype=np.float64 if given["type"] == "double" else object,
        ).reshape(-1, 1)
        for name, given in request["inputs"].items()
    }
    names = [output.name for output in session.get_outputs()]
    values = [value.tolist() for value in session.run(names, feeds)]
    metadata = session.get_modelmeta().custom_metadata_map
    print(json.dumps({"outputs": dict(zip(names, values)), "metadata": metadata}), flush=True)

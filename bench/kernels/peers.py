"""The peers, on so many threads as the last argument says: a task's name on stdin, `<cpu ms> <wall ms>` on stdout."""
import os
import sys

threads = int(sys.argv[5])
os.environ["OPENBLAS_NUM_THREADS"] = str(threads)
os.environ["OMP_NUM_THREADS"] = str(threads)

import time

import numpy as np
import scipy.sparse as sp
from implicit.cpu import _als
from scipy.linalg import lapack

folder, user_count, item_count, factors = sys.argv[1], *map(int, sys.argv[2:5])
users = np.fromfile(f"{folder}/users", np.int32)
items = np.fromfile(f"{folder}/items", np.int32)
matrix = sp.csr_matrix((np.ones(len(users), np.float32), (users, items)), (user_count, item_count))
# implicit's confidence is the value itself: 1 + alpha, as ours with alpha = 10.
by_user, by_item = (matrix * 11).tocsr(), (matrix * 11).T.tocsr()
rng = np.random.default_rng(1)
x = rng.standard_normal((user_count, factors)).astype(np.float32) * 0.1
y = rng.standard_normal((item_count, factors)).astype(np.float32) * 0.1


def cholesky():
    _als.least_squares(by_user, x, y, 10.0, num_threads=threads)
    _als.least_squares(by_item, y, x, 10.0, num_threads=threads)


def conjugate_gradient():
    _als.least_squares_cg(by_user, x, y, 10.0, num_threads=threads, cg_steps=3)
    _als.least_squares_cg(by_item, y, x, 10.0, num_threads=threads, cg_steps=3)


def ease(dtype, factorize, invert):
    gram = (matrix.T @ matrix).toarray(order="F").astype(dtype)
    gram[np.diag_indices(item_count)] += 500
    factor, _ = factorize(gram, lower=1, clean=0, overwrite_a=1)
    return invert(factor, lower=1, overwrite_c=1)


TASKS = {
    "ials": cholesky,
    "ials_cg": conjugate_gradient,
    "ease": lambda: ease(np.float64, lapack.dpotrf, lapack.dpotri),
    "ease_f32": lambda: ease(np.float32, lapack.spotrf, lapack.spotri),
}
print("ready", flush=True)
for line in sys.stdin:
    cpu, wall = time.process_time(), time.perf_counter()
    TASKS[line.strip()]()
    print((time.process_time() - cpu) * 1e3, (time.perf_counter() - wall) * 1e3, flush=True)

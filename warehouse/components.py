"""Connected components."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from warehouse.db import Connection


def components(con: Connection, edges: str) -> None:
    """Make the temp table component(node, root) of the relation `edges`(a, b), whose nodes are numbers.

    Nodes joined by edges share a root, their least. Every node takes the least root among its neighbours', then
    its root's root, until nothing changes: the rounds grow with the logarithm of a component's diameter.
    """
    pairs = con.execute(f"SELECT a, b FROM {edges}").fetchnumpy()
    a, b = (np.asarray(pairs[name]) for name in ("a", "b"))
    nodes = np.unique(np.concatenate([a, b]))
    a, b = np.searchsorted(nodes, a), np.searchsorted(nodes, b)
    root = np.arange(len(nodes))
    while True:
        before = root.copy()
        least = np.minimum(root[a], root[b])
        np.minimum.at(root, root[a], least)
        np.minimum.at(root, root[b], least)
        root = root[root]
        if np.array_equal(root, before):
            break
    con.register("read", pa.table({"node": nodes, "root": nodes[root]}))
    con.execute("CREATE OR REPLACE TEMP TABLE component AS FROM read")
    con.unregister("read")

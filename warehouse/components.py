"""Connected components of the temp table edge(a, b)."""

from __future__ import annotations

from warehouse.db import Connection


def components(con: Connection) -> None:
    """Make the temp table component(node, root) of edge(a, b): nodes joined by edges share a root, their least.

    Every node takes the least root among its neighbours', then its root's root, until nothing changes; the
    rounds grow with the logarithm of a component's diameter.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE both_ways AS"
        " SELECT a, b FROM edge UNION ALL SELECT b, a FROM edge;"
        "CREATE OR REPLACE TEMP TABLE component AS"
        " SELECT a AS node, least(a, min(b)) AS root FROM both_ways GROUP BY a"
    )
    while True:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE component_next AS"
            " WITH nearest AS ("
            "  SELECT own.node, least(own.root, min(other.root)) AS root"
            "  FROM component own JOIN both_ways ON a = own.node JOIN component other ON other.node = b"
            "  GROUP BY own.node, own.root)"
            " SELECT nearest.node, least(nearest.root, further.root) AS root"
            " FROM nearest JOIN nearest further ON further.node = nearest.root"
        )
        changed = con.execute(
            "SELECT count(*) FROM component JOIN component_next n USING (node) WHERE component.root <> n.root"
        ).fetchone()
        con.execute("CREATE OR REPLACE TEMP TABLE component AS FROM component_next")
        if changed == (0,):
            return

"""Order leaves in a Merkle tree and prove what stands in it (RFC 6962 section 2.1).

A tree grows by appending. `Frontier` holds the roots of its complete subtrees, which is all that appending needs;
proofs read complete subtrees through a `Nodes` reader, so that a database can keep them and a proof costs
O(log n) reads. `verify_inclusion` and `verify_consistency` share no code with the making of proofs, and `simple`
is the textbook recursion.
"""

from dukou.engines.trace.check import verify_consistency, verify_inclusion
from dukou.engines.trace.problem import EMPTY_ROOT, Frontier, Nodes, leaf_hash, node_hash
from dukou.engines.trace.solve import append, complete_nodes, consistency_proof, inclusion_proof, root

__all__ = [
    "EMPTY_ROOT",
    "Frontier",
    "Nodes",
    "append",
    "complete_nodes",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root",
    "verify_consistency",
    "verify_inclusion",
]

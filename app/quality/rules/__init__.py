"""When a step of the works is accepted, and what its tests must show. Sources: domain.md R26-R31, 2.3."""

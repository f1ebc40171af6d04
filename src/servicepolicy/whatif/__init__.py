"""What would a changed policy have decided: replay over a log, the limits that would have been kept, sweeps."""

from servicepolicy.whatif.affected import Affected, affected
from servicepolicy.whatif.baseline import Baseline
from servicepolicy.whatif.replay import replay
from servicepolicy.whatif.sweep import sweep
from servicepolicy.whatif.thresholds import kept_at

__all__ = ["Affected", "Baseline", "affected", "kept_at", "replay", "sweep"]

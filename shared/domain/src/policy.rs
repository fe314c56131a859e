//! Policies: how a framework settles what its criteria leave open; recorded with every score.

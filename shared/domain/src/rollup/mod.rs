//! Roll-up of scores along the tree of an agreement, by rounds in force.

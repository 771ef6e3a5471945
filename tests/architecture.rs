//! Holds the floors of ARCHITECTURE.

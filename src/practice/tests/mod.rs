//! Tests over real HTTP on loopback, with a client of their own.

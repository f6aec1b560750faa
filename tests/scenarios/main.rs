//! Scenarios: people use the real server, and things go wrong.

mod basics;

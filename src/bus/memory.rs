//! In memory

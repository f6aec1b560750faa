//! The File Service: bytes that people upload, what they are, and who may have them back.
//!
//! It must never decide what a message is: that a file is attached, and to what, is written by
//! `chat` in its own transaction, and read here as rows of `file_uses`.
//!
//! *Invariant:* a row owns every object before its first byte is written, and a file that anybody
//! can see has its object, whole. So nothing is served by half, and nothing is left that the next
//! collection does not find.

mod hash;
mod key;
mod kind;
mod location;
mod name;
mod parts;
mod picture;
mod pool;
mod range;
mod tus;

#[cfg(test)]
mod location_tests;
#[cfg(test)]
mod picture_tests;
#[cfg(test)]
mod samples;

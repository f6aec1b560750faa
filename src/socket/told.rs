//! What many sockets are told: an event, encoded once for everybody.

use bytes::{BufMut, Bytes, BytesMut};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// An event, encoded.
pub(crate) struct Told {
    pub(crate) event: &'static str,
    pub(crate) data: Box<RawValue>,
    /// The whole of it as a WebSocket frame.
    pub(crate) frame: Bytes,
    /// Whether a peer who is behind may miss it.
    pub(crate) is_volatile: bool,
}

impl Told {
    pub(crate) fn new(event: &'static str, data: &impl Serialize) -> serde_json::Result<Self> {
        let data = to_raw_value(data)?;
        Ok(Self {
            event,
            frame: frame(event, data.get()),
            data,
            is_volatile: false,
        })
    }

    pub(crate) fn volatile(mut self) -> Self {
        self.is_volatile = true;
        self
    }
}

/// An event of the main namespace (`42`, <https://socket.io/docs/v4/socket-io-protocol/>) as a text
/// frame of a server, which is not masked (RFC 6455, section 5.2).
fn frame(event: &str, data: &str) -> Bytes {
    const FINAL_TEXT: u8 = 0x81;
    let length = "42[\"\",]".len() + event.len() + data.len();
    let mut frame = BytesMut::with_capacity(10 + length);
    frame.put_u8(FINAL_TEXT);
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(length @ ..126), _) => frame.put_u8(length),
        (_, Ok(length)) => {
            frame.put_u8(126);
            frame.put_u16(length);
        }
        _ => {
            frame.put_u8(127);
            frame.put_u64(length as u64);
        }
    }
    for part in ["42[\"", event, "\",", data, "]"] {
        frame.put_slice(part.as_bytes());
    }
    frame.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_what_a_websocket_library_writes() {
        for size in [0, 100, 126, 4_000, 70_000] {
            let data = format!("\"{}\"", "x".repeat(size));
            let told = Told::new("message:changed", &data).unwrap();
            let text = format!("42[\"message:changed\",{}]", told.data.get());
            let header = told.frame.len() - text.len();
            assert_eq!(&told.frame[header..], text.as_bytes());
            let length = match told.frame[1] {
                126 => u64::from(u16::from_be_bytes([told.frame[2], told.frame[3]])),
                127 => u64::from_be_bytes(told.frame[2..10].try_into().unwrap()),
                small => u64::from(small),
            };
            assert_eq!((told.frame[0], length), (0x81, text.len() as u64));
        }
    }
}

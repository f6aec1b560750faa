//! What looking at a photograph of twelve megapixels costs.

use std::io::Cursor;
use std::time::Duration;

use anyhow::{Result, ensure};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use tests::TestServer;

use crate::Plan;
use crate::report::{Goal, Report, Row};

const WIDTH: u32 = 4000;
const HEIGHT: u32 = 3000;

pub(crate) async fn run(plan: &Plan, server: &TestServer, report: &mut Report) -> Result<()> {
    let photographer = server.user("photographer").await;
    let count = plan.size(6, 2);
    let mut cpu = Duration::ZERO;
    for number in 0..count {
        let jpeg = photograph(number)?;
        let before = server.cpu_time();
        let file = photographer.upload("p.jpeg", jpeg).await;
        // The first one also brings in code that nobody has run yet.
        if number > 0 {
            cpu += server.cpu_time() - before;
        }
        ensure!(file["width"] == WIDTH, "it was not looked at: {file}");
    }
    let each = cpu.as_secs_f64() * 1e3 / f64::from(count - 1);
    let what = format!("a JPEG of {WIDTH} × {HEIGHT} with its thumbnails: CPU");
    let row = Row::new("files", what, "ms").goal(Goal::AtMost(400.0));
    report.add(row.snug(each));
    Ok(())
}

/// Something like a photograph: light that falls off, things with edges, and the noise of a sensor,
/// which is what a decoder spends its time on.
fn photograph(number: u32) -> Result<Vec<u8>> {
    let mut noise = 0x9e37_79b9_u32 ^ number;
    let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        // xorshift32
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let light = x * 120 / WIDTH + y * 80 / HEIGHT;
        let things = (x / 61 + y / 47 + number) % 7 * 8;
        Rgb([0, 8, 16].map(|shift| {
            let grain = (noise >> shift) & 15;
            u8::try_from(light + things + grain).unwrap_or(u8::MAX)
        }))
    });
    let mut jpeg = Cursor::new(Vec::new());
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, 85))?;
    Ok(jpeg.into_inner())
}

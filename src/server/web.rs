//! The web app: its page, and all that the page loads, from inside the binary.
//!
//! It must never read a file or compress anything when somebody asks: `build.rs` has done both.

mod file;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::{HeaderMap, Method, Uri, header};
use models::{Code, Problem};

pub(crate) use self::file::SCRIPT;
use self::file::{ASSETS, FILES, File, PAGE};

/// The places of the app that are known here. It has others, which [`elsewhere`] answers.
const PLACES: [&str; 6] = [
    "/",
    "/join/{code}",
    "/c/{id}",
    "/c/{id}/{seq}",
    "/c/{id}/t/{message_id}",
    "/c/{id}/t/{message_id}/{seq}",
];
/// What paths that are not for people begin with.
const RESERVED: [&str; 8] = [
    "api",
    "socket.io",
    "hooks",
    ".well-known",
    "assets",
    "healthz",
    "readyz",
    "metrics",
];

/// The page in its places, and the files that it loads. Nobody has to keep a pace here: a whole
/// office behind one address loads the app again after an upgrade, and each takes many files.
pub(crate) fn router() -> Router {
    let places = PLACES.iter().fold(Router::new(), |router, place| {
        router.route(place, get(async |headers: HeaderMap| page(&headers)))
    });
    let others = FILES.iter().filter(|file| !file.is_hashed());
    others
        .filter(|file| file.path != PAGE)
        .fold(places, |router, file| {
            let serve = async move |headers: HeaderMap| file.answer(&headers);
            router.route(file.path, get(serve))
        })
        .route(&format!("{ASSETS}{{*path}}"), get(asset))
        .method_not_allowed_fallback(async || Problem::from(Code::MethodNotAllowed))
}

/// For whatever has no route: the page where a browser goes there by itself, since only the app
/// knows all of its places, and says so where there is none. To anything else nothing is there.
pub(crate) async fn elsewhere(request: Request) -> Response {
    match is_visit(&request) {
        true => page(request.headers()),
        false => Problem::from(Code::NotFound).into_response(),
    }
}

fn page(headers: &HeaderMap) -> Response {
    answer(PAGE, headers)
}

async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    answer(uri.path(), &headers)
}

fn answer(path: &str, headers: &HeaderMap) -> Response {
    match File::find(path) {
        Some(file) => file.answer(headers),
        None => Problem::from(Code::NotFound).into_response(),
    }
}

fn is_visit(request: &Request) -> bool {
    let reads = matches!(request.method(), &Method::GET | &Method::HEAD);
    let first = request.uri().path().split('/').nth(1).unwrap_or_default();
    let takes_pages = request
        .headers()
        .get_all(header::ACCEPT)
        .iter()
        .any(|accept| {
            accept
                .to_str()
                .is_ok_and(|accept| accept.contains("text/html"))
        });
    reads && takes_pages && !RESERVED.contains(&first)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_a_browser_that_goes_to_a_place_of_the_app_visits_it() {
        const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
        for (method, path, accept, expected) in [
            (Method::GET, "/settings/sessions", BROWSER, true),
            (Method::HEAD, "/settings", BROWSER, true),
            (Method::GET, "/apiary", BROWSER, true),
            (Method::GET, "/settings", "*/*", false),
            (Method::GET, "/settings", "application/json", false),
            (Method::POST, "/settings", BROWSER, false),
            (Method::GET, "/api", BROWSER, false),
            (Method::GET, "/api/nothing", BROWSER, false),
            (Method::GET, "/socket.io/", BROWSER, false),
            (Method::GET, "/hooks/secret", BROWSER, false),
            (Method::GET, "/.well-known/nothing", BROWSER, false),
            (Method::GET, "/assets/gone.js", BROWSER, false),
            (Method::GET, "/metrics/", BROWSER, false),
        ] {
            let request = Request::builder().method(method.clone()).uri(path);
            let request = request.header(header::ACCEPT, accept).body(Body::empty());
            assert_eq!(
                is_visit(&request.unwrap()),
                expected,
                "{method} {path} {accept}"
            );
        }
    }
}

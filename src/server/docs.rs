//! The API's own description, for programs and for people.

use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use http::header;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, SecurityRequirement,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Where people read it.
pub(crate) const PATH: &str = "/api/docs";
/// Where programs read it.
const DOCUMENT: &str = "/api/openapi.json";
const BEARER: &str = "bearer";
const ABOUT: &str = "\
Everything over HTTP that a client, a script or a bot may call. Messages come over Socket.IO.

Log in with `POST /api/auth/login`, put the `access_token` into *Authorize* above, and try things \
out. For scripts make a token with `POST /api/tokens`; it goes into the same header.

Every error is a problem object (RFC 9457) whose `code` is stable for programs.";

/// The head of the document; each crate's router adds its paths.
pub(crate) fn document() -> OpenApi {
    let mut components = Components::new();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .build();
    components.add_security_scheme(BEARER, SecurityScheme::Http(bearer));
    let license = LicenseBuilder::new()
        .name("MIT")
        .identifier(Some("MIT"))
        .build();
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Snug")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(license)),
        )
        .components(Some(components))
        .security(Some([SecurityRequirement::new(
            BEARER,
            Vec::<String>::new(),
        )]))
        .build()
}

/// The document as it is served and committed.
fn render(document: &OpenApi) -> String {
    let json = serde_json::to_string_pretty(document).unwrap_or_default();
    format!("{json}\n")
}

/// Serves the document, and the page that lets people try it out. Works offline: everything is in
/// the binary.
pub(crate) fn router(document: &OpenApi) -> Router {
    let text = Bytes::from(render(document));
    let serve = move || {
        let text = text.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], text) }
    };
    let config = Config::new([DOCUMENT])
        .deep_linking(true)
        .display_request_duration(true)
        .filter(true)
        .try_it_out_enabled(true)
        // Otherwise every visit would be told to a service on the internet.
        .validator_url("none");
    Router::new()
        .route(DOCUMENT, get(serve))
        .merge(SwaggerUi::new(PATH).config(config))
}

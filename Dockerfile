# syntax=docker/dockerfile:1
# Snug as an image: the web app, the binary with it inside, and what is run, which is little more than
# the binary.
#
#     docker build -t snug .
#     docker run -d --name snug -p 127.0.0.1:8080:8080 -v snug:/data snug
#     docker exec snug snug user list
#
# scripts/deploy-check.sh checks this file, and that it uses the project's versions of Node and Rust.

FROM node:20.20.2-bookworm-slim AS web
WORKDIR /snug/web
COPY web/package.json web/package-lock.json ./
# No package's own scripts: the app needs none of what they would fetch.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY web/ ./
RUN NODE_ENV=production npm run build -- --outDir ../static --emptyOutDir --logLevel warn

FROM rust:1.95-slim-bookworm AS binary
# OpenSSL, which notifications are encrypted with, is built in; its configuration is written in Perl.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /snug
# The whole workspace: its lock file is for all of it.
COPY Cargo.toml Cargo.lock ./
COPY .cargo .cargo
COPY migrations migrations
COPY tests tests
COPY bench bench
COPY src src
COPY --from=web /snug/static static
# Without the lines of the code, which are three quarters of it; a panic still names its functions.
ENV CARGO_PROFILE_DIST_STRIP=debuginfo
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/snug/target \
    cargo build --locked --profile dist -p server \
    && install -D -m 755 target/dist/snug /out/snug

FROM debian:bookworm-slim
# Whom push services and buckets are certified by.
COPY --from=binary /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=binary /out/snug /usr/local/bin/snug
RUN install -d -o nobody -g nogroup -m 700 /data
# `nobody`, as a number, so that Kubernetes sees that it is not root.
USER 65534:65534
WORKDIR /data
ENV SNUG_SERVER__LISTEN=0.0.0.0:8080 \
    SNUG_SERVER__DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=8s --start-period=30s --retries=3 CMD ["snug", "health"]
# SIGTERM reaches it, and ends it within ten seconds.
ENTRYPOINT ["snug"]

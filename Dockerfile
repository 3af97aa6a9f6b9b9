# The service in a small image that runs as nobody in particular, on a read-only root.
FROM rust:1.95-slim-trixie AS build
RUN apt-get update && apt-get install --yes --no-install-recommends gcc g++ make perl libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Cargo.toml Cargo.lock askama.toml ./
COPY .cargo .cargo
COPY src src
COPY data data
COPY migrations migrations
COPY openapi openapi
COPY operations/release operations/
# OpenSSL has the place of its build compiled into it, which is this one on every machine.
RUN operations/release --features postgres-tls

FROM debian:trixie-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/jalon --create-home jalon
COPY --from=build /src/target/release/jalon /usr/local/bin/jalon
COPY LICENSE data/LICENCE.md /usr/share/doc/jalon/
USER 10001
WORKDIR /var/lib/jalon
ENV BIND=0.0.0.0:8080 DATABASE_URL=sqlite:///var/lib/jalon/jalon.db
EXPOSE 8080
# The program asks itself: the image has no curl.
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 CMD ["jalon", "health"]
ENTRYPOINT ["jalon"]
CMD ["serve"]

# syntax=docker/dockerfile:1
# conform run, with the reports on a volume:
#   docker run --rm --read-only --user "$(id -u):$(id -g)" --volume "$PWD:/reports" --env USER1_TOKEN conform run --target …
# The reference server:
#   docker run --rm --read-only --publish 8080:8080 conform serve --host 0.0.0.0 --port 8080

FROM debian:12-slim AS build
WORKDIR /src
COPY dev ./
# The names of the packages are in dev alone.
# hadolint ignore=DL3008,SC2046
RUN apt-get update \
  && apt-get install -y --no-install-recommends $(./dev packages package) \
  && rm -rf /var/lib/apt/lists/*
COPY . .
RUN ./dev --no-install package \
  && mv build/release/conform_*.deb /conform.deb

FROM debian:12-slim
# The package names the libraries that it needs.
# hadolint ignore=DL3008
RUN --mount=type=bind,from=build,source=/conform.deb,target=/tmp/conform.deb \
  apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates /tmp/conform.deb \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o 10001 -g 10001 /reports
COPY packaging/conform-health /usr/local/bin/
# Nobody in particular. Nothing is written but below /reports (reports, the journal of a run in .conform) and locks in
# /tmp, or in /dev/shm where the file system is read-only.
USER 10001:10001
WORKDIR /reports
VOLUME /reports
ENV TMPDIR=/reports
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s CMD ["conform-health"]
ENTRYPOINT ["conform"]
CMD ["help"]

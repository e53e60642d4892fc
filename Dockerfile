# The image holds one static program and nothing else: no shell, no package manager, no other user.
# Build it with `make image`, which hands in the version.

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src

# Modules change seldom: this layer is used again while go.mod and go.sum stay the same.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=unknown
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /out/sojourn ./cmd/sojourn \
    && mkdir /out/data

FROM scratch
COPY --from=build /out/sojourn /sojourn
# A new volume takes over the owner of the folder that it covers.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
VOLUME /data
# All commands find the data, not only serve. There is no folder for temporary files here; SQLite, which seldom needs
# one, takes the volume.
ENV SOJOURN_ADDR=0.0.0.0:8080 \
    SOJOURN_DATA=/data \
    SQLITE_TMPDIR=/data
EXPOSE 8080
ENTRYPOINT ["/sojourn"]
CMD ["serve"]

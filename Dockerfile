# Three stages: pages, binary, and an image with nothing in it but the binary. What they
# begin with can be named otherwise (--build-arg); `make digests` pins it to the bytes.
ARG NODE_IMAGE=node:20-bookworm-slim
ARG GO_IMAGE=golang:1.26-bookworm
ARG BASE_IMAGE=gcr.io/distroless/static-debian12:nonroot

FROM ${NODE_IMAGE} AS widget
WORKDIR /src
COPY widget/package.json widget/package-lock.json widget/.npmrc widget/
RUN cd widget && npm ci --ignore-scripts --no-audit --no-fund
COPY widget widget
COPY server/internal/api/contract/openapi.yaml server/internal/api/contract/openapi.yaml
RUN cd widget && npm run build

FROM ${GO_IMAGE} AS server
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=widget /src/widget/dist widget/dist
# Defaults of the image, not its environment: a file and -e win over them.
RUN CGO_ENABLED=0 go build -tags nomsgpack -trimpath -ldflags "-s -w \
  -X github.com/deskside/deskside/config.defaultListen=:8080 -X github.com/deskside/deskside/config.defaultDataDir=/data" -o /deskside ./server \
 && mkdir /data && chown 65532:65532 /data

FROM ${BASE_IMAGE}
COPY --from=server /deskside /deskside
COPY --from=server --chown=nonroot:nonroot /data /data
# For every command in the container, docker exec's too.
ENV DESKSIDE_CONFIG=/etc/deskside/config.yaml
VOLUME /data
EXPOSE 8080
USER nonroot
# It asks where the configuration lets the server listen.
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["/deskside", "healthy"]
ENTRYPOINT ["/deskside"]
CMD ["serve"]

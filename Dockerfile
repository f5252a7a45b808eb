# One image for web and worker (target `web`), and a root of Node and the sandbox's programs alone (target `trainer`).
# Every stage that has a base takes BASE_IMAGE; scripts/image/base.mjs makes one where no registry is reached.
ARG BASE_IMAGE=node:24-slim

FROM ${BASE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN ["npm", "ci", "--no-audit", "--no-fund"]
COPY nest-cli.json tsconfig.json ./
COPY scripts/bundle.mjs ./scripts/bundle.mjs
COPY src ./src
RUN ["npm", "run", "build"]
RUN ["npm", "prune", "--omit=dev", "--no-audit", "--no-fund"]
COPY scripts/image ./scripts/image
RUN ["node", "scripts/image/assemble.mjs", "/out"]

# No shell, no package manager, no configuration: what a container of a training holds.
FROM scratch AS trainer
COPY --from=build /out/trainer /
USER 20000:20000
ENTRYPOINT ["/usr/local/bin/node"]

FROM ${BASE_IMAGE} AS web
WORKDIR /app
COPY --from=build /out/app /app
COPY --from=build --chown=1000:1000 /out/data /data
ENV NODE_ENV=production APP_MODE=web HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
USER 1000:1000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["node", "scripts/image/healthcheck.mjs"]
# The flags of scripts/start/application.mjs.
ENTRYPOINT ["node", "--enable-source-maps", "--min-semi-space-size=16", "dist/main.js"]

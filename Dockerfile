# One image for every service of docker-compose.yml; which one it is, its command says.
FROM node:20-bookworm-slim

RUN mkdir /app /data && chown node:node /app /data
USER node
WORKDIR /app
COPY --chown=node:node . .
RUN npm ci --no-fund --no-audit && npm run build --workspace @scholia/web

ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    SCHOLIA_DATA_DIR=/data \
    HOST=0.0.0.0
VOLUME /data
CMD ["node", "--import", "@scholia/tooling/typescript", "apps/web/server.ts"]

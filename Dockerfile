# One image for every part: the command after the name says which part a container is.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run prepack && npm prune --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production LADDBOK_DATA=/data LADDBOK_HOST=0.0.0.0 LADDBOK_API_HOST=0.0.0.0
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/bin ./bin
COPY --from=build /app/schemas ./schemas
COPY --from=build /app/dashboards/json ./dashboards/json
COPY --from=build /app/api/boards/client ./api/boards/client
COPY --from=build /app/dist ./dist
# A named volume takes its owner from the folder that it is mounted over.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 9000 8080 8123
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "bin/health.js", "http://127.0.0.1:8080/health"]
ENTRYPOINT ["node", "bin/laddbok.cjs"]
CMD ["up"]

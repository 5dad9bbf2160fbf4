#!/usr/bin/env node
// For health checks of containers: exit 0 if an address answers with a 2xx in time.

const patience_ms = 4_000;

const answers = async (url) => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(patience_ms) })).ok;
  } catch {
    return false;
  }
};

const url = process.argv[2] ?? 'http://127.0.0.1:8080/health';
const healthy = await answers(url);
if (!healthy) console.error(`${url} does not answer`);
process.exitCode = healthy ? 0 : 1;

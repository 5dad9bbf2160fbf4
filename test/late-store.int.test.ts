// A store that comes up after us: stations are answered meanwhile, and nobody has to restart us.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openChdb } from '../store/chdb.ts';
import { startEndpoint } from '../store/endpoint.ts';
import { inFolder, startCommand } from './command.ts';
import { inTemporaryFolder } from './pipeline.ts';
import { freePorts } from './servers/java.ts';

test('`up` waits for ClickHouse, says so once, and goes on when it comes', async () => {
  await inTemporaryFolder(async (folder) => {
    const [port = 0] = await freePorts(1);
    const clickhouse = { CLICKHOUSE_URL: `http://127.0.0.1:${port}` };
    const up = startCommand(['up'], inFolder(join(folder, 'data'), clickhouse));
    await up.heard(/The pump waits: The store at .* does not answer/);
    expect(up.err.join('\n')).toMatch(/The gateway listens/);
    const store = await openChdb({ folder: join(folder, 'store') });
    const endpoint = await startEndpoint({ store, port, dangerously_allowWrites: true });
    await up.heard(/Stations connect to/);
    up.process.kill('SIGTERM');
    expect(await up.ended).toMatchObject({ code: 0 });
    await endpoint.close();
    await store.close();
  });
});

test('`up` that still waits for ClickHouse stops in good order when asked', async () => {
  await inTemporaryFolder(async (folder) => {
    const [port = 0] = await freePorts(1);
    const clickhouse = { CLICKHOUSE_URL: `http://127.0.0.1:${port}` };
    const up = startCommand(['up'], inFolder(join(folder, 'data'), clickhouse));
    await up.heard(/The pump waits/);
    up.process.kill('SIGTERM');
    expect(await up.ended).toMatchObject({ code: 0 });
    expect(up.err.join('\n')).toMatch(/Stopping/);
    expect(up.err.join('\n')).not.toMatch(/failed/);
  });
});

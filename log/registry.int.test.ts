// The registry in the file and a real registry server: same interface, ids of their own.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { schemaOfOcppEvent } from '../schemas/events.gen.ts';
import { subjectOf } from '../schemas/registry.ts';
import { startRegistry } from '../test/servers/apicurio.ts';
import { freePorts } from '../test/servers/java.ts';
import { openCodecs } from './avro.ts';
import { ocppTopic } from './port.ts';
import { httpRegistry } from './registry-http.ts';
import { fileRegistry } from './registry.ts';

describe('the registry in the file', () => {
  test('knows the schemas that are written, and its versions', async () => {
    const registry = fileRegistry();
    const id = await registry.register(subjectOf(ocppTopic), schemaOfOcppEvent);
    expect(await registry.schemaOf(id)).toBe(schemaOfOcppEvent);
    expect((await registry.versions(subjectOf(ocppTopic))).at(-1)?.id).toBe(id);
    await expect(openCodecs(registry)).resolves.toBeDefined();
  });

  test('refuses a schema that was not generated into it, and an id that it lacks', async () => {
    const registry = fileRegistry();
    const stranger = registry.register(subjectOf(ocppTopic), '{"type":"string"}');
    await expect(stranger).rejects.toMatchObject({ code: 'SCHEMA_UNREGISTERED' });
    await expect(registry.schemaOf(9_999)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
  });

  test('says which file it cannot read', () => {
    expect(() => fileRegistry('/nowhere/registry.json')).toThrow('/nowhere/registry.json');
  });
});

const server = await startRegistry();
afterAll(() => server?.stop());
const run = Date.now().toString(36);

describe.runIf(server !== null)('a registry server', () => {
  const url = server?.url ?? '';

  test('gives ids that are used, and the same again for the same schema', async () => {
    const registry = httpRegistry({ url });
    const codecs = await openCodecs(registry);
    const again = await openCodecs(httpRegistry({ url }));
    const id = await registry.register(subjectOf(ocppTopic), schemaOfOcppEvent);
    expect(codecs.fingerprintOf(id)).toBe(codecs.ocpp.fingerprint);
    expect(again.fingerprintOf(id)).toBe(codecs.ocpp.fingerprint);
    expect(JSON.parse(await registry.schemaOf(id))).toEqual(JSON.parse(schemaOfOcppEvent));
  });

  test('lists the versions of a subject, oldest first, and none of an unknown one', async () => {
    const registry = httpRegistry({ url });
    const subject = `versions.${run}-value`;
    expect(await registry.versions(subject)).toEqual([]);
    const fields = ['{"name":"a","type":"int"}', '{"name":"b","type":"int","default":0}'];
    const schemaOf = (count: number): string =>
      `{"type":"record","name":"V","fields":[${fields.slice(0, count).join(',')}]}`;
    const one = await registry.register(subject, schemaOf(1));
    const two = await registry.register(subject, schemaOf(2));
    expect((await registry.versions(subject)).map(({ id }) => id)).toEqual([one, two]);
  });

  test('says which id it does not know', async () => {
    const unknown = httpRegistry({ url }).schemaOf(987_654_321);
    await expect(unknown).rejects.toMatchObject({
      code: 'SCHEMA_UNKNOWN',
      values: { id: 987_654_321, registry: url },
    });
  });
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as told, and its address. */
const serve = async (handler: Handler): Promise<string> => {
  const http = createServer(handler);
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => {
      http.close(resolve);
    });
  });
  const address = http.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
};
const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('a registry server that has troubles', () => {
  test('is asked again while it is overloaded', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      if (asked < 3) answer(response, 503, { message: 'busy' });
      else answer(response, 200, { schema: '"string"' });
    });
    expect(await httpRegistry({ url, pause_ms: 1 }).schemaOf(1)).toBe('"string"');
    expect(asked).toBe(3);
  });

  test('is given up after some tries, with what it said', async () => {
    const url = await serve((_, response) => answer(response, 500, { message: 'no storage' }));
    const given = httpRegistry({ url, attempts: 2, pause_ms: 1 }).schemaOf(1);
    await expect(given).rejects.toThrow(`${url} does not answer: HTTP 500, no storage`);
  });

  test('is not waited for longer than told', async () => {
    const url = await serve(() => undefined);
    const given = httpRegistry({ url, attempts: 1, timeout_ms: 20 }).schemaOf(1);
    await expect(given).rejects.toMatchObject({ code: 'REGISTRY_UNAVAILABLE' });
  });

  test('that cannot be reached is named with its port', async () => {
    const [port] = await freePorts(1);
    const given = httpRegistry({ url: `http://127.0.0.1:${port}`, attempts: 1 }).schemaOf(1);
    await expect(given).rejects.toThrow(`ECONNREFUSED 127.0.0.1:${port}`);
  });

  test('that finds a schema incompatible is not asked again', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      answer(response, 409, { error_code: 409, message: 'field removed' });
    });
    const refused = httpRegistry({ url }).register('s-value', '"string"');
    await expect(refused).rejects.toMatchObject({ code: 'SCHEMA_INCOMPATIBLE' });
    expect(asked).toBe(1);
  });

  test('gets name and password, which no message shows', async () => {
    const url = await serve(({ headers }, response) => {
      const expected = `Basic ${Buffer.from('laddbok:s3cret').toString('base64')}`;
      if (headers.authorization === expected) answer(response, 200, { schema: '"int"' });
      else answer(response, 401, { message: 'who are you?' });
    });
    const [username, password] = ['laddbok', 's3cret'];
    expect(await httpRegistry({ url, username, password }).schemaOf(1)).toBe('"int"');
    const inUrl = url.replace('http://', 'http://laddbok:wrong@');
    const refused = await httpRegistry({ url: inUrl })
      .schemaOf(1)
      .catch((thrown: unknown) => String(thrown));
    expect(refused).toContain('refused the request: HTTP 401, who are you?');
    expect(refused).not.toContain('wrong');
  });
});

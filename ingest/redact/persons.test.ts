// The laws of sealing: nothing of a person is left in the bytes, and opening gives them all back.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNoisy, normalToken } from '../../lib/token.ts';
import { silent } from '../../lib/logger.ts';
import type { OcppEvent } from '../../schemas/events.gen.ts';
import { eventOf } from '../event.ts';
import { parseFrame } from '../frame.ts';
import { judge } from '../judge.ts';
import { isPseudonym } from './pseudonym.ts';
import { openSealer } from './seal.ts';
import type { SubjectKeys } from './subject-keys.ts';

/** Keys in memory. */
const heldKeys = (): SubjectKeys & { readonly held: Map<string, Buffer> } => {
  const held = new Map<string, Buffer>();
  return {
    held,
    keyFor: (tenant, pseudonym) => {
      const name = `${tenant}/${pseudonym}`;
      const key = held.get(name) ?? Buffer.alloc(32, held.size + 1);
      held.set(name, key);
      return key;
    },
    find: (tenant, pseudonym) => {
      const key = held.get(`${tenant}/${pseudonym}`);
      return key === undefined ? null : { key, madeAt: 0 };
    },
    destroy: (tenant, pseudonym) => held.delete(`${tenant}/${pseudonym}`),
  };
};

const sealerWith = (keys: SubjectKeys) =>
  openSealer({ master: 'a master of tests', keys, logger: silent });

const eventWith = (text: string, protocol: 'ocpp1.6' | 'ocpp2.1' = 'ocpp1.6'): OcppEvent =>
  eventOf(
    {
      tenant: 'north',
      stationId: 'CS-1',
      connectionId: 'c',
      gatewayId: 'g',
      gatewayRun: 'r',
      protocol,
      source: 'GATEWAY',
    },
    { seq: 1, recordedAt: 1 },
    {
      kind: 'FRAME',
      direction: 'FROM_STATION',
      frame: text,
      ...judge(protocol, parseFrame(text, protocol), ''),
    },
  );

const call = (action: string, payload: unknown): string =>
  JSON.stringify([2, '17', action, payload]);

const token = fc.stringMatching(/^[A-F0-9]{8,20}$/);

/** Frames that hold a token, as stations and back ends send them. */
const frameOf: readonly ((token: string) => string)[] = [
  (idTag) => call('Authorize', { idTag }),
  (idTag) => `[2, "17",\t"StartTransaction" , {"connectorId":1,"id\\u0054ag" : "${idTag}","x":[]}]`,
  (idTag) => call('StopTransaction', { idTag, transactionId: 7, meterStop: 1 }),
  (idTag) => call('StartTransaction', { idTag: ` ${idTag}\u0000`, meterStart: 0 }),
  (idTag) => `[2,"17","StartTransaction",{"idTag":"${idTag}","idTag":"${idTag}"}]`,
  (idTag) => JSON.stringify([3, '17', { idTagInfo: { status: 'Accepted', parentIdTag: idTag } }]),
  (idTag) => call('SendLocalList', { localAuthorizationList: [{ idTag }, { idTag: 'DEADBEEF' }] }),
  (idToken) =>
    call('TransactionEvent', {
      idToken: { idToken, type: 'ISO14443', additionalInfo: [{ additionalIdToken: idToken }] },
    }),
  (idToken) => JSON.stringify([3, '1', { idTokenInfo: { groupIdToken: { idToken, type: 'X' } } }]),
  (idToken) => call('ReserveNow', { idToken: { idToken, type: 'eMAID' }, id: 1 }),
  (idTag) => call('DataTransfer', { vendorId: 'v', data: JSON.stringify({ a: { idTag } }) }),
  (idTag) =>
    call('DataTransfer', { data: JSON.stringify({ b: JSON.stringify({ cardNumber: idTag }) }) }),
  (idTag) => call('DataTransfer', { data: `start;idTag=${idTag};meter=5` }),
  (idTag) => call('StatusNotification', { connectorId: 1, info: `Card: ${idTag} refused` }),
  (idTag) => call('ChangeConfiguration', { key: 'FreevendIdTag', value: idTag }),
  (idTag) =>
    call('NotifyEvent', {
      eventData: [
        { component: { name: 'TokenReader' }, variable: { name: 'Token' }, actualValue: idTag },
      ],
    }),
  (idTag) =>
    call('MeterValues', {
      meterValue: [
        {
          sampledValue: [
            { format: 'SignedData', value: `OCMF|{"FV":"1.0","ID":"${idTag}"}|{"SD":"00"}` },
          ],
        },
      ],
    }),
  (idTag) =>
    call('MeterValues', {
      signedMeterValue: {
        signedMeterData: Buffer.from(`OCMF|{"ID":"${idTag}"}|{"SD":"00"}`).toString('base64'),
      },
    }),
  (idTag) => `[2,"17","StartTransaction",{"connectorId":1,"idTag":"${idTag}"`,
];

const clear = ({ frame }: OcppEvent): string =>
  (frame ?? '') +
  (frame ?? '').replaceAll(/[A-Za-z0-9+/]{12,}={0,2}/g, (text) =>
    Buffer.from(text, 'base64').toString('latin1'),
  );

describe('What is sealed', () => {
  it('leaves nothing of a token in a frame, and gives the exact frame back', () => {
    fc.assert(
      fc.property(token, fc.constantFrom(...frameOf), (secret, frame) => {
        const sealer = sealerWith(heldKeys());
        const before = eventWith(frame(secret));
        const after = sealer.seal(before);
        expect(clear(after).toUpperCase()).not.toContain(secret);
        expect(
          Buffer.concat(after.redactions.map(({ sealed }) => Buffer.from(sealed))),
        ).not.toContain(secret);
        expect(sealer.open(after).frame).toBe(before.frame);
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing beside the token, and keeps a message a message', () => {
    fc.assert(
      fc.property(token, fc.constantFrom(...frameOf.slice(0, -1)), (secret, frame) => {
        const after = sealerWith(heldKeys()).seal(eventWith(frame(secret))).frame ?? '';
        const shapeOf = (text: string) =>
          JSON.stringify(JSON.parse(text), (_, value: unknown) =>
            typeof value === 'string' ? '' : value,
          );
        expect(shapeOf(after)).toBe(shapeOf(frame(secret)));
      }),
    );
  });

  it('leaves a frame without persons as it is, to the very object', () => {
    const frames = [
      call('Heartbeat', {}),
      call('BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }),
      call('StatusNotification', { connectorId: 1, info: 'Fan 2 blocked', errorCode: 'NoError' }),
      call('MeterValues', { meterValue: [{ sampledValue: [{ value: '17' }] }] }),
      JSON.stringify([3, '1', { currentTime: '2026-01-01T00:00:00Z' }]),
      '{not json at all',
    ];
    for (const frame of frames) {
      const event = eventWith(frame);
      expect(sealerWith(heldKeys()).seal(event)).toBe(event);
    }
  });

  it('takes any text that JSON allows, and gives it back', () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (json, inside) => {
        const payload = inside ? `{"data":${JSON.stringify(json)}}` : `{"idTag":${json}}`;
        const before = eventWith(`[2,"1","DataTransfer",${payload}]`);
        const sealer = sealerWith(heldKeys());
        expect(sealer.open(sealer.seal(before)).frame).toBe(before.frame);
      }),
    );
  });
});

const pseudonymIn = (frame: string, protocol: 'ocpp1.6' | 'ocpp2.1' = 'ocpp1.6'): string =>
  sealerWith(heldKeys()).seal(eventWith(frame, protocol)).redactions[0]?.pseudonym ?? '';

describe('A pseudonym', () => {
  it('is the same for one token in every version of OCPP and every way of writing it', () => {
    const one = pseudonymIn(call('Authorize', { idTag: '04A1B2C3' }));
    expect(isPseudonym(one)).toBe(true);
    const others = [
      pseudonymIn(call('Authorize', { idTag: '04:a1:b2:c3 ' })),
      pseudonymIn(call('Authorize', { idToken: { idToken: '04a1b2c3' } }), 'ocpp2.1'),
      pseudonymIn(call('DataTransfer', { data: '{"idTag":"04A1-B2C3"}' })),
    ];
    expect(others).toEqual([one, one, one]);
    expect(pseudonymIn(call('Authorize', { idTag: '04A1B2C4' }))).not.toBe(one);
  });

  it('differs between tenants', () => {
    const sealer = sealerWith(heldKeys());
    expect(sealer.pseudonymOf('north', 'A')).not.toBe(sealer.pseudonymOf('south', 'A'));
  });

  it('still shows that a reader added noise', () => {
    const after = sealerWith(heldKeys()).seal(eventWith(call('Authorize', { idTag: '04A1 B2C3' })));
    const { idTag } = (JSON.parse(after.frame ?? '') as [2, '', '', { idTag: string }])[3];
    expect(isNoisy(idTag)).toBe(true);
    expect(isPseudonym(normalToken(idTag))).toBe(true);
  });
});

describe('Once a key is destroyed', () => {
  it('the person stays a pseudonym, and others in the same frame can still be opened', () => {
    const keys = heldKeys();
    const sealer = sealerWith(keys);
    const list = [{ idTag: 'AAAAAAAA' }, { idTag: 'BBBBBBBB' }];
    const sealed = sealer.seal(eventWith(call('SendLocalList', { localAuthorizationList: list })));
    const erased = sealer.pseudonymOf('north', 'AAAAAAAA');
    keys.destroy('north', erased, 0);
    const opened = sealer.open(sealed).frame ?? '';
    expect(opened).toContain('BBBBBBBB');
    expect(opened).toContain(erased);
    expect(opened).not.toContain('AAAAAAAA');
    expect(sealer.reveal(sealed, erased)).toEqual([]);
  });
});

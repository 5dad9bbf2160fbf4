// Frames that cannot be read, or break the schema: kept, read as far as possible, and flagged.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/folded-tape.ts';
import { at, iso, tape } from '../tape.ts';

test('Q55 a frame that is no JSON is flagged, and what follows it is read', () => {
  const told = foldTape(
    tape('ocpp1.6')
      .connected('09:00:00')
      .add('10:00:00', {
        direction: 'FROM_STATION',
        verdict: 'MALFORMED',
        frame: '[3,"7",{"configurationKey":[]',
      })
      .call('10:01:00', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }, {}),
  );
  expect(told.rows('quality_flags')).toMatchObject([
    { code: 'frame_unreadable', at: at('10:00:00'), port: 0 },
  ]);
  expect(told.rows('boots')).toMatchObject([{ vendor: 'V', model: 'M' }]);
});

test('Q59 a token longer than the schema allows is flagged, and kept whole', () => {
  const idTag = 'T'.repeat(26);
  const start = { connectorId: 1, idTag, meterStart: 0, timestamp: iso('10:00:00') };
  const frame = JSON.stringify([2, 'm', 'StartTransaction', start]);
  const told = foldTape(
    tape('ocpp1.6').connected('09:00:00').add('10:00:00', {
      direction: 'FROM_STATION',
      messageType: 2,
      messageId: 'm',
      action: 'StartTransaction',
      verdict: 'INVALID',
      frame,
    }),
  );
  expect(told.flags()).toEqual(['frame_out_of_schema']);
  expect(told.rows('sessions')).toMatchObject([{ id_token: idTag }]);
});

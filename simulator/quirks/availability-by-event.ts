// A quirk: 2.x statuses come as NotifyEvent of AvailabilityState.

import type { Quirk } from '../quirk.ts';
import { plainly } from '../quirk-life.ts';
import { fields } from '../quirk-payload.ts';

export const availabilityByEvent: Quirk = {
  name: 'availability-by-event',
  number: 'Q45',
  about: '2.x statuses come as NotifyEvent of AvailabilityState.',
  life: plainly((exchange) => {
    const { connectorStatus, evseId, timestamp } = fields(exchange.payload);
    if (connectorStatus === undefined) return exchange;
    const eventData = [
      {
        eventId: 1_000_000,
        timestamp,
        trigger: 'Delta',
        actualValue: connectorStatus,
        eventNotificationType: 'HardWiredNotification',
        component: { name: 'EVSE', evse: { id: evseId } },
        variable: { name: 'AvailabilityState' },
      },
    ];
    const payload = { generatedAt: timestamp, seqNo: 0, tbc: false, eventData };
    return { ...exchange, action: 'NotifyEvent', payload };
  }),
};

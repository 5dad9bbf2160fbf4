// A registered station as the API and the command line show it: never a password, nor its hash.

import { Type } from 'typebox';
import { instantText } from '../../lib/time.ts';
import type { ShownStation } from './registering.ts';

const instant = Type.String({ format: 'date-time' });
const instantOrNull = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });

export const stationRow = Type.Object({
  station_id: Type.String(),
  profile: Type.Integer({
    description: 'OCPP security profile, the least that it may connect with: 0 to 3.',
  }),
  certificate_name: Type.String({ description: 'CN that its client certificate has to have.' }),
  is_blocked: Type.Boolean(),
  blocked_because: Type.String(),
  keys: Type.Array(
    Type.Object({
      key_id: Type.String(),
      since: instant,
      until: instantOrNull,
      is_used: Type.Boolean({ description: 'Whether the station was seen to use it.' }),
    }),
    {
      description: 'Passwords that open, the newest first; the old ones of a rotation among them.',
    },
  ),
  added_at: instant,
  changed_at: instant,
  changed_by: Type.String(),
});

export const stationRowOf = (entry: ShownStation) => ({
  station_id: entry.stationId,
  profile: entry.profile,
  certificate_name: entry.certificateName,
  is_blocked: entry.isBlocked,
  blocked_because: entry.blockedBecause,
  keys: entry.keys.map(({ keyId, since, until, isUsed }) => ({
    key_id: keyId,
    since: instantText(since),
    until: until === null ? null : instantText(until),
    is_used: isUsed,
  })),
  added_at: instantText(entry.addedAt),
  changed_at: instantText(entry.changedAt),
  changed_by: entry.changedBy,
});

// Which message a TriggerMessage asks for.

import { field, textOf } from '../json.ts';

/** Words of MessageTrigger that are no action: a certificate is asked for by SignCertificate. */
const actionOf: ReadonlyMap<string, string> = new Map([
  ['SignChargePointCertificate', 'SignCertificate'],
  ['SignChargingStationCertificate', 'SignCertificate'],
  ['SignV2GCertificate', 'SignCertificate'],
  ['SignV2G20Certificate', 'SignCertificate'],
  ['SignCombinedCertificate', 'SignCertificate'],
  ['CustomTrigger', ''],
]);

/** The action that is expected; empty where the specification does not say which. */
export const requestedActionOf = (payload: unknown): string => {
  const requested = textOf(field(payload, 'requestedMessage')).slice(0, 64);
  return actionOf.get(requested) ?? requested;
};

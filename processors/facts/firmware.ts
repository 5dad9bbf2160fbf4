// Facts of firmware: updates asked for, their course, and the versions that stations name.

import type { Common } from './fact.ts';

/** For the station itself, or for a local controller to pass on. */
export type FirmwareKind = 'update' | 'publish';

export interface FirmwareUpdateRequested extends Common {
  readonly type: 'FirmwareUpdateRequested';
  readonly kind: FirmwareKind;
  readonly commandId: string;
  /** Empty in an unsigned update of 1.6, which has none. */
  readonly requestId: string;
  /** Where the file is, without credentials. */
  readonly location: string;
  readonly signed: boolean;
  /** When the station shall fetch it, milliseconds UTC; null where it was not said. */
  readonly retrieveAt: number | null;
  readonly installAt: number | null;
}

export interface FirmwareStatusReported extends Common {
  readonly type: 'FirmwareStatusReported';
  readonly kind: FirmwareKind;
  /** Empty where the message has none. */
  readonly requestId: string;
  /** The specification's word, as `InstallationFailed`. */
  readonly status: string;
}

/** A version named elsewhere than in a boot. */
export interface FirmwareVersionReported extends Common {
  readonly type: 'FirmwareVersionReported';
  readonly firmwareVersion: string;
}

export type FirmwareFact =
  FirmwareUpdateRequested | FirmwareStatusReported | FirmwareVersionReported;

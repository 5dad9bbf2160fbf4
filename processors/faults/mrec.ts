// Which of ChargeX's minimum required error codes (MREC) a reported fault is.

export interface Mrec {
  readonly code: string;
  /** Warnings alone let a port charge on, with less power. */
  readonly severity: 'fault' | 'warning';
}

interface Mapping {
  /** 1.6 errorCode, or component/variable of a 2.x NotifyEvent; absent where any fits. */
  readonly errorCode?: string;
  /** 1.6 vendorId; absent where any fits. */
  readonly vendorId?: string;
  /** vendorErrorCode or techCode; absent where any fits. */
  readonly vendorErrorCode?: string;
  readonly mrec: string;
}

/** Codes of warnings: hot inside, and hot cable, both with reduced power. */
const warnings: ReadonlySet<string> = new Set(['CX003', 'CX018']);

/**
 * Mappings in order; the first that fits counts. What a quirk card states goes before them.
 * Source: ChargeX MREC, Rev. 5: codes that have an errorCode of their own in 1.6.
 */
const mappings: readonly Mapping[] = [
  { errorCode: 'ConnectorLockFailure', mrec: 'CX001' },
  { errorCode: 'GroundFailure', mrec: 'CX002' },
  { errorCode: 'HighTemperature', mrec: 'CX003' },
  { errorCode: 'OverCurrentFailure', mrec: 'CX004' },
  { errorCode: 'OverVoltage', mrec: 'CX005' },
  { errorCode: 'UnderVoltage', mrec: 'CX006' },
  { errorCode: 'WeakSignal', mrec: 'CX007' },
  // Standard components of 2.0.1 (part 2, appendices), by what the same failure is in the list.
  { errorCode: 'ConnectorPlugRetentionLock/Problem', mrec: 'CX001' },
  { errorCode: 'EVRetentionLock/Problem', mrec: 'CX001' },
  { errorCode: 'RCD/Tripped', mrec: 'CX002' },
  { errorCode: 'OverCurrentProtection/Tripped', mrec: 'CX004' },
  { errorCode: 'OverCurrentProtection/Overload', mrec: 'CX004' },
  { errorCode: 'EmergencyStopSensor/Tripped', mrec: 'CX008' },
  { errorCode: 'DataLink/Fault', mrec: 'CX013' },
  { errorCode: 'DataLink/Problem', mrec: 'CX013' },
  { errorCode: 'CPPWMController/Problem', mrec: 'CX014' },
  { errorCode: 'ElectricalFeed/Problem', mrec: 'CX015' },
  { errorCode: 'PowerContactor/Problem', mrec: 'CX017' },
  { errorCode: 'PowerContactor/Tripped', mrec: 'CX017' },
  { errorCode: 'GroundIsolationProtection/Tripped', mrec: 'CX022' },
  { errorCode: 'CableBreakawaySensor/Tripped', mrec: 'CX026' },
];

/** Names of the whole list, CX001 to CX026: some stations write them in place of the number. */
const names: readonly string[] = [
  'ConnectorLockFailure',
  'GroundFailure',
  'HighTemperature',
  'OverCurrentFailure',
  'OverVoltage',
  'UnderVoltage',
  'WeakSignal',
  'EmergencyStop',
  'AuthorizationTimeout',
  'InvalidVehicleMode',
  'CableCheckFault',
  'PreChargeFailure',
  'NoInternet',
  'PilotFault',
  'PowerLoss',
  'EVContactorFault',
  'EVSEContactorFault',
  'CableOverTempDerate',
  'CableOverTempStop',
  'PartialInsertion',
  'CapacitanceFault',
  'ResistanceFault',
  'ProximityFault',
  'ConnectorVoltageHigh',
  'BrokenLatch',
  'CutCable',
];

const codeAt = (number: number): string => `CX${String(number).padStart(3, '0')}`;

const numbers: ReadonlyMap<string, number> = new Map(
  names.map((name, index) => [name.toLowerCase(), index + 1]),
);

interface Reported {
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly vendorId: string;
  /** What a quirk card states for it. */
  readonly mrecStated?: string;
}

/** `CX009`, `MREC9AuthorizationTimeout` or `AuthorizationTimeout`, as stations name it. */
const named = (vendorErrorCode: string): string | null => {
  const text = vendorErrorCode.trim();
  const match = /^CX(\d{3})$|\bMREC(\d{1,2})(?!\d)/i.exec(text);
  const number = Number(match?.[1] ?? match?.[2] ?? numbers.get(text.toLowerCase()) ?? 0);
  return number >= 1 && number <= names.length ? codeAt(number) : null;
};

const fits = (mapping: Mapping, fault: Reported): boolean =>
  (mapping.errorCode ?? fault.errorCode) === fault.errorCode &&
  (mapping.vendorId ?? fault.vendorId) === fault.vendorId &&
  (mapping.vendorErrorCode ?? fault.vendorErrorCode) === fault.vendorErrorCode;

/** Null where the fault is none of the list. */
export const mrecOf = (fault: Reported): Mrec | null => {
  const code =
    fault.mrecStated ??
    named(fault.vendorErrorCode) ??
    mappings.find((one) => fits(one, fault))?.mrec ??
    null;
  return code === null ? null : { code, severity: warnings.has(code) ? 'warning' : 'fault' };
};

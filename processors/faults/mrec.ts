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
 * Mappings in order; the first that fits counts. Rows of one's own go before these; tables follow
 * after a replay. Source: ChargeX MREC, Rev. 5: codes that have an errorCode of their own in 1.6.
 */
const mappings: readonly Mapping[] = [
  { errorCode: 'ConnectorLockFailure', mrec: 'CX001' },
  { errorCode: 'GroundFailure', mrec: 'CX002' },
  { errorCode: 'HighTemperature', mrec: 'CX003' },
  { errorCode: 'OverCurrentFailure', mrec: 'CX004' },
  { errorCode: 'OverVoltage', mrec: 'CX005' },
  { errorCode: 'UnderVoltage', mrec: 'CX006' },
  { errorCode: 'WeakSignal', mrec: 'CX007' },
];

/** Numbers of the list, 1 to 26. */
const last = 26;

interface Reported {
  readonly errorCode: string;
  readonly vendorErrorCode: string;
  readonly vendorId: string;
}

/** `CX009`, or `MREC9AuthorizationTimeout` as some stations name it. */
const named = (vendorErrorCode: string): string | null => {
  const match = /^CX(\d{3})$|\bMREC(\d{1,2})(?!\d)/i.exec(vendorErrorCode.trim());
  const number = Number(match?.[1] ?? match?.[2] ?? 0);
  return number >= 1 && number <= last ? `CX${String(number).padStart(3, '0')}` : null;
};

const fits = (mapping: Mapping, fault: Reported): boolean =>
  (mapping.errorCode ?? fault.errorCode) === fault.errorCode &&
  (mapping.vendorId ?? fault.vendorId) === fault.vendorId &&
  (mapping.vendorErrorCode ?? fault.vendorErrorCode) === fault.vendorErrorCode;

/** Null where the fault is none of the list. */
export const mrecOf = (fault: Reported): Mrec | null => {
  const code =
    named(fault.vendorErrorCode) ?? mappings.find((one) => fits(one, fault))?.mrec ?? null;
  return code === null ? null : { code, severity: warnings.has(code) ? 'warning' : 'fault' };
};

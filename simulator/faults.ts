// What can break at a port, in the words of both protocol families.

export interface FaultKind {
  /** 1.6 errorCode. */
  readonly errorCode: string;
  /** 2.x component whose variable `Problem` turns true. */
  readonly component: string;
  /** 1.6 vendorErrorCode and 2.x techCode. */
  readonly vendorErrorCode: string;
  readonly info: string;
  /** 2.x stoppedReason of a transaction that it ends. */
  readonly stoppedReason: string;
}

export const faultKinds: readonly [FaultKind, ...FaultKind[]] = [
  {
    errorCode: 'GroundFailure',
    component: 'RCD',
    vendorErrorCode: 'E-1204',
    info: 'Residual current above 6 mA DC',
    stoppedReason: 'GroundFault',
  },
  {
    errorCode: 'OverCurrentFailure',
    component: 'OverCurrentProtection',
    vendorErrorCode: 'E-1310',
    info: 'Current above the limit on L2',
    stoppedReason: 'OvercurrentFault',
  },
  {
    errorCode: 'ConnectorLockFailure',
    component: 'ConnectorPlugRetentionLock',
    vendorErrorCode: 'E-2007',
    info: 'The plug lock does not close',
    stoppedReason: 'Other',
  },
  {
    errorCode: 'HighTemperature',
    component: 'TemperatureSensor',
    vendorErrorCode: 'E-3001',
    info: 'Contact temperature above 90 C',
    stoppedReason: 'Other',
  },
  {
    errorCode: 'PowerSwitchFailure',
    component: 'PowerContactor',
    vendorErrorCode: 'E-1402',
    info: 'Contactor welded or stuck',
    stoppedReason: 'PowerQuality',
  },
  {
    errorCode: 'InternalError',
    component: 'AcDcConverter',
    vendorErrorCode: 'E-4100',
    info: 'Power module not ready',
    stoppedReason: 'Other',
  },
];

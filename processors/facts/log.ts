// Facts of logs and diagnostics that stations upload.

import type { Common } from './fact.ts';

export interface LogRequested extends Common {
  readonly type: 'LogRequested';
  readonly commandId: string;
  /** Empty for 1.6 GetDiagnostics, which has none. */
  readonly requestId: string;
  /** As `SecurityLog`; `Diagnostics` for GetDiagnostics. */
  readonly logType: string;
  /** Where to, without credentials. */
  readonly location: string;
}

export interface LogStatusReported extends Common {
  readonly type: 'LogStatusReported';
  readonly requestId: string;
  /** The specification's word, as `UploadFailure`. */
  readonly status: string;
  /** Whether it speaks of GetDiagnostics (1.6) or of GetLog. */
  readonly diagnostics: boolean;
}

/** The station said under which name it uploads. */
export interface LogNamed extends Common {
  readonly type: 'LogNamed';
  readonly commandId: string;
  readonly fileName: string;
}

export type LogFact = LogRequested | LogStatusReported | LogNamed;

// What the gateway saw of a station at an instant.

import type { Protocol } from './station.ts';

export type Happening =
  | {
      readonly at: number;
      readonly kind: 'connected' | 'disconnected';
      readonly connectionId: string;
      readonly protocol: Protocol;
    }
  | {
      readonly at: number;
      readonly kind: 'frame';
      readonly connectionId: string;
      readonly protocol: Protocol;
      readonly direction: 'from_station' | 'to_station';
      /** Text as on the wire. */
      readonly frame: string;
    };

// Which commands a version of OCPP has.

import { commands16 } from './ocpp16.ts';
import { commands2 } from './ocpp2.ts';
import type { CommandShapes } from './shape.ts';

/** By WebSocket subprotocol; a connection without one is read as OCPP 1.6. */
export const commandsOf = (protocol: string): CommandShapes =>
  protocol.startsWith('ocpp2') ? commands2 : commands16;

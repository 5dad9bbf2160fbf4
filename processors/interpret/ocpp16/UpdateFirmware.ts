// OCPP 1.6 UpdateFirmware (§6.55): firmware to fetch and install; it has neither id nor signature.

import { firmwareRequest } from '../firmware-request.ts';
import type { Interpreter } from '../said.ts';

export const interpretCommand: Interpreter = (message) =>
  firmwareRequest(message, { kind: 'update', file: message.payload, retrieve: 'retrieveDate' });

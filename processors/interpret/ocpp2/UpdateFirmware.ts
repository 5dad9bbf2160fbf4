// OCPP 2.x UpdateFirmware (use cases L01, L02): firmware to fetch and install.

import { firmwareRequest } from '../firmware-request.ts';
import { field } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpretCommand: Interpreter = (message) =>
  firmwareRequest(message, {
    kind: 'update',
    file: field(message.payload, 'firmware'),
    retrieve: 'retrieveDateTime',
  });

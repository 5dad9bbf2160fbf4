// OCPP 1.6 SignedUpdateFirmware (security whitepaper): firmware with a signature.

import { firmwareRequest } from '../firmware-request.ts';
import { field } from '../json.ts';
import type { Interpreter } from '../said.ts';

export const interpretCommand: Interpreter = (message) =>
  firmwareRequest(message, {
    kind: 'update',
    file: field(message.payload, 'firmware'),
    retrieve: 'retrieveDateTime',
  });

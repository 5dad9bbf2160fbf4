// OCPP 2.x SignCertificate (use cases A02, A03): the station asks for a certificate.

import type { Interpreter } from '../said.ts';
import { certificateRequest } from '../security-event.ts';

export const interpret: Interpreter = certificateRequest;

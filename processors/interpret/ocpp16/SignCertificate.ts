// OCPP 1.6 SignCertificate (security whitepaper): the station asks for a certificate.

import type { Interpreter } from '../said.ts';
import { certificateRequest } from '../security-event.ts';

export const interpret: Interpreter = certificateRequest;

// OCPP 2.x DataTransfer (use cases P01, P02): what a vendor says beside the specification.

import { dataTransfer } from '../data-transfer.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = dataTransfer;

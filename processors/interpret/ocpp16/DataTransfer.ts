// OCPP 1.6 DataTransfer (§6.15): what a vendor says beside the specification.

import { dataTransfer } from '../data-transfer.ts';
import type { Interpreter } from '../said.ts';

export const interpret: Interpreter = dataTransfer;

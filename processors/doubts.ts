// Every doubt and its treatment; a code is never used again for something else.

import { exchangesDoubts } from './doubts/exchanges.ts';
import { framesDoubts } from './doubts/frames.ts';
import { meterDoubts } from './doubts/meter.ts';
import { signedDoubts } from './doubts/signed.ts';
import { statusDoubts } from './doubts/status.ts';
import { timeDoubts } from './doubts/time.ts';
import { transactionDoubts } from './doubts/transaction.ts';

export const doubts = {
  ...exchangesDoubts,
  ...framesDoubts,
  ...timeDoubts,
  ...meterDoubts,
  ...transactionDoubts,
  ...signedDoubts,
  ...statusDoubts,
} as const;

export type DoubtCode = keyof typeof doubts;

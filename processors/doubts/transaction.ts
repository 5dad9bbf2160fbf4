// Doubts about transactions, each with what was done about it.

export const transactionDoubts = {
  session_unknown: 'The message speaks of a transaction that is not open.',
  start_unknown: 'A transaction was stopped whose start was never heard of.',
  end_inferred: 'The next start on the port ended a transaction that was never stopped.',
} as const;

// Doubts about transactions, each with what was done about it.

export const transactionDoubts = {
  session_unknown: 'The message speaks of a transaction that is not open.',
  start_unknown:
    'A transaction whose start was never heard of. Its start is when it was first told.',
  start_repeated: 'A start was told again. It is the same session.',
  start_late: 'A start came after other messages of its session. They were joined.',
  start_out_of_order: 'A start is older than the session that is open on its port. Both are kept.',
  port_unknown: 'Nobody said on which port a transaction ran. Its energy is not counted.',
  port_inferred:
    'Nobody said on which port a transaction ran. It was taken for the one whose register went on.',
  end_inferred: 'A transaction was never stopped. Later events of its port ended it.',
  end_before_start: 'A transaction ended before it began. The start was taken for the end.',
  stop_repeated: 'A transaction was stopped again. The first stop counts.',
  stop_late: 'A stop came after the end had been inferred. The stop counts.',
  session_resumed: 'A session went on after its end had been inferred. It was opened again.',
  sessions_overlap: 'Two transactions ran on one port at once. Energy counts for the later one.',
  session_untracked:
    'Energy flowed while charging without a transaction. A session was made of it.',
  transaction_id_unset: 'The id of the transaction is none. The session was found by other traits.',
  transaction_id_adopted: 'The id was never given to a session. It was taken for that of the port.',
  transaction_id_reused: 'The id of a transaction was in use before. Both sessions are kept.',
  token_noise: 'The token holds control characters or spaces. It is compared without them.',
  not_accepted: 'Energy flowed although the back end did not accept the token.',
  seq_gap: 'Numbers of a series of messages never came: messages were lost or dropped.',
  seq_repeated: 'A number of a series of messages came again.',
} as const;

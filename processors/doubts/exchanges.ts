// Doubts about calls and their answers, each with what was done about it.

export const exchangesDoubts = {
  answer_orphan: 'An answer to a message that is not open. Nothing was read from it.',
  answer_duplicate: 'A message was answered again. The first answer counts.',
  answer_late: 'A command was answered later than a minute after it. The answer counts.',
  answer_refused: 'The station could not process the answer to its message. The message counts.',
  message_id_reused: 'A message id came again before its answer. The later message is answered.',
  security_event_late: 'A security event was told an hour or more later. Its own time stands.',
} as const;

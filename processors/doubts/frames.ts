// Doubts about frames, each with what was done about it.

export const framesDoubts = {
  frame_unreadable: 'Not an OCPP-J frame. Kept in the log; nothing was read from it.',
  frame_out_of_schema: 'Not valid against the published schema. Read as far as possible.',
  version_mixed: 'A 1.6 message on a 2.x connection. Read as the 1.6 message that it is.',
  override_unreadable: 'An override that states no card. What held before still holds.',
} as const;

// Doubts about frames, each with what was done about it.

export const framesDoubts = {
  frame_unreadable: 'Not an OCPP-J frame. Kept in the log; nothing was read from it.',
  frame_out_of_schema: 'Not valid against the published schema. Read as far as possible.',
} as const;

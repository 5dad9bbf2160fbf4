// Doubts about times, each with what was done about it.

export const timeDoubts = {
  time_missing: 'No timestamp. The time of receipt was taken.',
  time_unreadable: 'The timestamp is no instant. The time of receipt was taken.',
  time_without_zone: 'The timestamp names no zone. UTC was taken.',
} as const;

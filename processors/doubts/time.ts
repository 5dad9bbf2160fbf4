// Doubts about times, each with what was done about it.

export const timeDoubts = {
  time_missing: 'No timestamp. The time of receipt was taken.',
  time_unreadable: 'The timestamp is no instant. The time of receipt was taken.',
  time_without_zone: 'The timestamp names no zone. UTC was taken.',
  clock_invalid:
    'The time is before 2015 or over a year from receipt. The time of receipt was taken, less what passed since by that clock.',
  clock_off: 'Live frames show a clock that is wrong by a steady amount. Nothing was shifted.',
  clock_stepped_back: 'The clock was ahead and was set back. Later readings are taken in order.',
  clock_corrected: 'The times were corrected by what the quirk card of the station states.',
} as const;

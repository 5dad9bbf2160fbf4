// Doubts about statuses, faults and boots, each with what was done about it.

export const statusDoubts = {
  status_late: 'A status is older than one told before. It was put into its place in the past.',
  status_too_late: 'A status is older than all that are remembered of its port. It was left out.',
  status_ahead: 'A status is of the future. The time of receipt was taken.',
  status_clock_unset: 'A status is of a time before charging stations. That of receipt was taken.',
  status_unknown: 'A status is of no list. It was left out.',
  status_flapping: 'A port changed its status very often within an hour. Every change counts.',
  port_stuck: 'A port was Preparing or Finishing for half a day or more. It counts as occupied.',
  port_untracked: 'A station has more ports than are remembered. What comes late is not told.',
  error_code_unknown: 'An errorCode is of no list. OtherError was taken, and the code kept.',
  fault_unnamed:
    'A port is Faulted, and its errorCode says NoError or nothing. It is a fault named Faulted.',
  fault_of_station:
    'A fault was told of connector 0. It is one of the station; no port is down by it.',
  boot_loop: 'A station booted very often within an hour. A boot alone is no outage.',
} as const;

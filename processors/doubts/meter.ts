// Doubts about meter values, each with what was done about it.

export const meterDoubts = {
  value_unreadable: 'A meter value is no decimal number. It was left out.',
  unit_unknown: 'A unit is not known for its measurand. The value was left out.',
  register_late: 'A register reading is older than the last one and above it. It was left out.',
  register_went_back: 'The register is lower than before. A new segment begins; no energy counted.',
} as const;

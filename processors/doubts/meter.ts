// Doubts about meter values, each with what was done about it.

export const meterDoubts = {
  value_unreadable: 'A meter value is no decimal number. It was left out.',
  unit_unknown: 'A unit is not known for its measurand. The value was left out.',
  register_late:
    'A register reading is timed before the last one and above it. What it moved was counted at ' +
    'the time of the last one where a port can deliver so much, else it was left out.',
  register_went_back: 'The register is lower than before. A new segment begins; no energy counted.',
  register_glitch: 'The register left its course for one reading. That reading was left out.',
  register_jumped:
    'The register rose by more than the port can deliver. A new segment begins; no energy counted.',
  register_rolled_over:
    'The register passed its end, or lost a carry. The energy over the end was counted.',
  register_came_back:
    'The register went on from a level that it had left. What was counted in between was taken off.',
  register_stop_unusable:
    'The reading at the end of a session does not fit its register. The last good reading counts.',
  register_frozen:
    'Power was sampled in a session, but its register did not move. The energy is not known; an ' +
    'estimate from power is kept apart.',
  energy_unattributed:
    'The register moved far while no session was known and nothing was read. The energy is of no ' +
    'session, and was spread evenly over that time.',
  session_unsampled:
    'The register was read where a session began and ended, and never between. The energy was ' +
    'spread evenly over its quarters of an hour.',
  meter_data_missing: 'A session ended without any reading of a register. Its energy is not known.',
  register_coarse: 'The register moves in steps of 100 Wh or more. Energy is right to a step only.',
  unit_suspect:
    'Register and sampled power differ by a factor near 1000: one unit is wrong. Nothing changed.',
  power_phases_disagree:
    'The total power differs from the sum of its phases by more than a tenth. The total was taken.',
  contexts_disagree:
    'One measurand has two values for one instant. That of the context of higher rank was taken.',
  samples_left_out:
    'A frame holds more sampled values than are kept apart. The further ones stay in the frame; what ' +
    'they say of registers counts.',
} as const;

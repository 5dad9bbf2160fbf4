// Doubts about signed meter values, each with what was done about it.

export const signedDoubts = {
  signed_invalid: 'A signed meter value is not by its key. It was kept and proves nothing.',
  signed_malformed: 'A signed meter value cannot be read. It was kept; nothing was read from it.',
  signed_unsupported: 'A signed meter value is of a format or algorithm not known. It was kept.',
  signed_unmarked: 'A signed meter value is not marked SignedData. It was read as signed.',
  signed_unchecked: 'More signed meter values than are checked. The further ones were only kept.',
  signed_start_in_stop: 'The signed start came only with the end. It was taken as the start.',
  signed_key_changed: 'A station names another public key of a meter than before. It was taken.',
  meter_key_unreadable: 'The registration of a meter key cannot be read. It was left out.',
} as const;

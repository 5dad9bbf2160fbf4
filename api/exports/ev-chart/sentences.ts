// What EV-ChART answers to a file that it refuses, word for word, so that it can be looked up there.

/**
 * Sentences of the portal.
 * Source: US-JOET/ev-chart-open-source (Apache-2.0), error_report_messages_enum/__init__.py.
 */
export const sentences = {
  duplicateRow: (key: readonly string[]): string =>
    `Duplicate rows found within this submission for these Primary Keys ${key.join(', ')}. ` +
    'Delete duplicate rows.',
  duplicateColumn: (column: string): string =>
    `"${column}" column has duplicates. Delete duplicate column.`,
  unknownColumn: (column: string): string =>
    `Unknown column "${column}" identified. Update or remove unknown column.`,
  missingColumn: (column: string): string =>
    `Required column "${column}" is missing. Add required column.`,
  missingProvider:
    '"Network Provider" column is missing. Refer to Resources > Network Provider Names to find ' +
    'network provider values.',
  missingValue: (column: string): string =>
    `Required value for "${column}" is missing at this row and column.`,
  empty: 'Uploaded file does not contain any data.',
  notRegistered: (station: string, provider: string): string =>
    `No station exists in EV-ChART with the combination of Station ID ${station} and Network ` +
    `Provider ${provider} for which you are authorized to upload data.`,
  boolean:
    'Value provided is not in the required format. Value must be the word "TRUE" or "FALSE".',
  timestamp: 'Value for reporting time must be in RFC 3339, the OCPI standard for timestamps.',
  whitespace:
    'Required strings must contain alphanumerical values and must not consist of only spaces.',
  tooLong: 'The value provided exceeds maximum length requirement.',
  exactLength: 'Value does not meet exact length requirement',
  integer: 'Value provided is not in the required Integer format. Value must be a whole number.',
  integerLow:
    'The integer provided does not meet the minimum value requirement. Refer to Data Dictionary ' +
    'tab in Data Input Template for guidance.',
  integerHigh:
    'The integer provided does not meet the maximum value requirement. Refer to Data Dictionary ' +
    'tab in Data Input Template for guidance.',
  integerDigits:
    'The integer provided does not meet the exact length requirement. Refer to Data Dictionary ' +
    'tab in Data Input Template for guidance.',
  decimal: 'The value provided must be a decimal.',
  decimalLong: 'The value provided must not exceed 8 digits and must include 2 decimal places.',
  decimalPlaces: 'The value provided must not exceed more than 2 decimal places.',
  decimalLow:
    'The number of decimals provided does not meet the minimum value requirement. Refer to Data ' +
    'Dictionary tab in Data Input Template for guidance.',
  uptime: 'Stations operational for at least 1 year must report uptime.',
} as const;

/** Ours: the portal means to refuse these, and publishes no sentence. */
export const ownSentences = {
  backwards: 'session_start is later than session_end.',
  formula:
    'The id begins with = + - @ or an apostrophe, which a spreadsheet would take for a formula. ' +
    'Register the port under another id.',
  exceeds: 'total_outage_excl is more than total_outage.',
} as const;

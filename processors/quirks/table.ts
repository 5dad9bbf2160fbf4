// The tables of the room `quirks`: evidence of quirks by station, and the card that holds.

import {
  count,
  flag,
  instant,
  integerOrNull,
  label,
  small,
  table,
  text,
} from '../../schemas/table.ts';

export const quirkEvidence = table({
  name: 'quirk_evidence',
  about: 'Evidence from which quirk cards are proposed: counts over the life of a station.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    vendor: label('Vendor of the last boot.'),
    model: label('Model of the last boot.'),
    updated_at: instant('Receipt of the last event counted.'),
    starts: count('Sessions whose start told a register, after another such session of the port.'),
    starts_at_zero: count('Of these, those that began at zero after a register above it.'),
    boots: count('Boots after which a register was compared with the one before.'),
    resets_on_boot: count('Of these, those after which it was lower.'),
    spans: count('Spans of energy over which power was known, of 10 Wh or more by power.'),
    spans_as_power: count('Of these, register and power agree to within a factor of 2.'),
    spans_thousandth: count('Of these, the register moved a thousandth of what power says.'),
    clock_offset_s: integerOrNull('Station clock minus true time, seconds, as last estimated.'),
    clock_spread_s: integerOrNull('Median distance of its samples from that, seconds.'),
  },
  key: ['tenant', 'station_id'],
  month: null,
});

export const quirkCards = table({
  name: 'quirk_cards',
  about: 'The quirk card of each station as last stated or withdrawn.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    holds: flag('Whether a card holds; false where it was withdrawn.'),
    card_id: label('Name of the card; empty where it was withdrawn.'),
    card_version: small('Layout of the card.'),
    card: text('The card as JSON; empty where it was withdrawn.'),
    since: instant('When it was stated or withdrawn.'),
    event_id: text('OVERRIDE event that did so.'),
  },
  key: ['tenant', 'station_id'],
  month: null,
});

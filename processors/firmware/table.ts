// The tables of the room `firmware`: updates, and the versions that stations ran.

import { count, flag, instant, instantOrNull, label, table, text } from '../../schemas/table.ts';

export const firmwareUpdates = table({
  name: 'firmware_updates',
  about: 'Updates of firmware from the request, or the first word of the station, to their end.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    requested_at: instant('When it was asked for; when first told of, where no request was seen.'),
    update_id: text('Event that holds the request, or the first word of it.'),
    kind: label('update of the station, or publish by a local controller.'),
    requested: flag('Whether the request was seen.'),
    request_id: text('Request id; empty where there is none.'),
    location: text('Where the file is, without credentials.'),
    signed: flag('Whether the request brought a signature.'),
    from_version: label('Version of the last boot before; empty where not known.'),
    to_version: label('Version that the station named afterwards; empty until then.'),
    state: label(
      'requested, refused, cancelled, scheduled, downloading, downloaded, installing, rebooting, ' +
        'installed, published or failed.',
    ),
    last_status: label('Last status in the words of the specification, of answer or message.'),
    answered_at: instantOrNull('When the request was answered.'),
    downloading_at: instantOrNull('When the first download was told of.'),
    downloaded_at: instantOrNull('When the download was told to be complete.'),
    installing_at: instantOrNull('When the installation was told of.'),
    ended_at: instantOrNull('When it was installed, published, refused, cancelled or failed.'),
    evidence: label('What told the end: answer, status, boot, request; empty until then.'),
    failures: count('How often a download or installation failed.'),
    retries: count('How often it began anew after that.'),
  },
  key: ['tenant', 'station_id', 'requested_at', 'update_id'],
  month: 'requested_at',
});

export const firmwareVersions = table({
  name: 'firmware_versions',
  about: 'Which firmware a station ran from when to when, as it said itself.',
  columns: {
    tenant: label('Tenant.'),
    station_id: label('Identity of the charging station.'),
    started_at: instant('When the version was first named.'),
    firmware_version: label('Firmware version.'),
    vendor: label('Vendor at that time; empty where no boot was heard of.'),
    model: label('Model at that time; empty where no boot was heard of.'),
    ended_at: instantOrNull('When another version was first named; null while it lasts.'),
    confirmed_at: instant('When it was first named, or named again by a boot or report.'),
    evidence: label('boot or report.'),
    event_id: text('Event that first named it.'),
  },
  key: ['tenant', 'station_id', 'started_at'],
  month: 'started_at',
});

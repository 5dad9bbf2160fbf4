// Examples of explanations for the OpenAPI document; a test holds them to their schemas.

const session = {
  opened_at: '2026-03-15T08:00:00.250Z',
  station_id: 'CS-1',
  session_id: 'CS-1/0198/42',
  port: 1,
  state: 'ended',
  started_at: '2026-03-15T08:00:00.000Z',
  ended_at: '2026-03-15T09:00:00.000Z',
  energy_wh: 12345.678,
};

const frame = {
  topic: 'laddbok.ocpp',
  partition: 3,
  offset: 1207,
  event_id: '0198/42',
  received_at: '2026-03-15T08:00:00.250Z',
  kind: 'FRAME',
  direction: 'FROM_STATION',
  protocol: 'ocpp1.6',
  message_type: 2,
  message_id: '7f1c',
  action: 'StartTransaction',
  verdict: 'VALID',
  contributed: [{ table: 'sessions', rows: 1, says: 'opened it; start: StartTransaction' }],
  frame: '[2,"7f1c","StartTransaction",{"connectorId":1,"idTag":"p:1","meterStart":1000}]',
};

export const sessionExample = {
  session,
  versions: { fold_version: 8, log_partition: 3, log_offset: 1298 },
  frames: [frame],
  frames_not_found: [],
  frames_left_out: 0,
  doubts: [
    {
      at: '2026-03-15T08:31:00.000Z',
      event_id: '0198/57',
      code: 'answer_duplicate',
      port: 1,
      since: null,
      detail: 'MeterValues 7f2a',
      concerns_at: '2026-03-15T08:31:00.000Z',
      treatment: 'A message was answered again. The first answer counts.',
    },
  ],
  timeline: [
    {
      started_at: '2026-03-15T08:00:00.250Z',
      ended_at: '2026-03-15T09:00:00.500Z',
      state: 'charging',
      cause: 'Charging',
      event_id: '0198/43',
    },
  ],
  energy: [{ bucket_start: '2026-03-15T08:00:00.000Z', energy_wh: 12345.678 }],
  signed_meter: null,
  price: {
    currency: 'EUR',
    excl_vat: 6.17,
    incl_vat: 7.34,
    lines: [
      {
        kind: 'ENERGY',
        element: 0,
        from: '2026-03-15T08:00:00.000Z',
        to: '2026-03-15T09:00:00.000Z',
        unit: 'kWh',
        measured: 12.345678,
        billed: 12.346,
        price: 0.5,
        vat: 19,
        step_size: 1,
        excl_vat: 6.173,
        incl_vat: 7.3459,
      },
    ],
    tariff: {
      tariff_id: 'T1',
      valid_from: '2026-01-01T00:00:00.000Z',
      valid_to: null,
      recorded_at: '2026-01-02T00:00:00.000Z',
    },
  },
  unbillable: null,
  cdrs: ['CDR-1'],
};

export const cdrExample = {
  cdr: {
    cdr_id: 'CDR-1',
    session_id: session.session_id,
    tariff_id: 'T1',
    currency: 'EUR',
    total_excl_vat: 6.17,
    total_incl_vat: 7.34,
    session_version: '3/1298 fold 8',
  },
  session,
  versions: {
    fold_version: 8,
    priced_by: { partition: 3, offset: 1298, fold_version: 8 },
    session_changed: false,
  },
  tariffs: [
    {
      tariff_id: 'T1',
      entry_id: '0197/1',
      valid_from: '2026-01-01T00:00:00.000Z',
      valid_to: null,
      recorded_at: '2026-01-02T00:00:00.000Z',
      recorded_by: 'finance',
      tariff: {
        id: 'T1',
        currency: 'EUR',
        elements: [{ price_components: [{ type: 'ENERGY', price: 0.5, vat: 19, step_size: 1 }] }],
      },
    },
  ],
  chain: [
    {
      cdr_id: 'CDR-1',
      role: 'bill',
      credits: '',
      replaces: '',
      recorded_at: '2026-04-01T00:00:00.000Z',
      total_incl_vat: 7.34,
      period_id: '2026-03',
      stands: true,
    },
  ],
};

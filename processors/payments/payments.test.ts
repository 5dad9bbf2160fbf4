// What the rooms `payments`, `settings` and `notices` keep of what messages say.

import { expect, test } from 'vitest';
import { foldTape } from '../../test/fold-tape.ts';
import { at, iso, tape } from '../tape.ts';

const open = tape('ocpp2.1').connected('10:00:00');

test('costs and settlements are rows, each to the thousandth as it was said', () => {
  const event = {
    eventType: 'Updated',
    timestamp: iso('10:05:00'),
    triggerReason: 'MeterValuePeriodic',
    seqNo: 1,
    transactionInfo: { transactionId: 'T1' },
  };
  const paid = open
    .call('10:05:00', 'TransactionEvent', event, { totalCost: 3.455 })
    .call('10:06:00', 'TransactionEvent', event, {})
    .ask('10:07:00', 'CostUpdated', { totalCost: 4.5, transactionId: 'T1' })
    .reply('10:07:01', {})
    .call('10:30:00', 'NotifySettlement', {
      transactionId: 'T1',
      pspRef: 'PSP-1',
      status: 'Settled',
      settlementAmount: 12.34,
      settlementTime: iso('10:29:00'),
      vatNumber: 'SE123',
    })
    .ask('10:40:00', 'NotifyWebPaymentStarted', { evseId: 2, timeout: 60 });
  const told = foldTape(paid);
  expect(told.rows('payments')).toMatchObject([
    { kind: 'cost', message: 'TransactionEvent', transaction_id: 'T1', amount: 3_455 },
    { kind: 'cost', message: 'CostUpdated', transaction_id: 'T1', amount: 4_500 },
    {
      kind: 'settlement',
      at: at('10:29:00'),
      amount: 12_340,
      status: 'Settled',
      reference: 'PSP-1',
    },
    { kind: 'web_payment', port: 2, amount: null },
  ]);
  expect(JSON.stringify(told.rows('payments'))).not.toContain('SE123');
});

test('settings are as last told, from whichever message', () => {
  const variable = (value: string) => ({
    attributeStatus: 'Accepted',
    attributeValue: value,
    component: { name: 'OCPPCommCtrlr' },
    variable: { name: 'HeartbeatInterval' },
  });
  const told = open
    .ask('10:00:01', 'GetVariables', {})
    .reply('10:00:02', { getVariableResult: [variable('300')] })
    .ask('10:01:01', 'GetVariables', {})
    .reply('10:01:02', { getVariableResult: [variable('60')] })
    .call('10:02:00', 'NotifyMonitoringReport', {
      requestId: 1,
      seqNo: 0,
      generatedAt: iso('10:02:00'),
      monitor: [
        {
          component: { name: 'EVSE', evse: { id: 1 } },
          variable: { name: 'Temperature' },
          variableMonitoring: [{ id: 4, type: 'UpperThreshold', value: 80, severity: 5 }],
        },
      ],
    })
    .call('10:03:00', 'NotifyDisplayMessages', {
      requestId: 2,
      messageInfo: [{ id: 8, priority: 'InFront', state: 'Idle', message: { content: 'Hej' } }],
    });
  expect(foldTape(told).rows('settings')).toMatchObject([
    { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '60' },
    { component: 'EVSE', port: 1, attribute: 'UpperThreshold monitor 4', value: '80' },
    { component: 'DisplayMessage', variable: '8', attribute: 'Idle', value: 'Hej' },
  ]);
});

test('priorities and grid events are notices', () => {
  const told = open
    .call('10:00:01', 'NotifyPriorityCharging', { transactionId: 'T1', activated: true })
    .call('10:20:00', 'NotifyDERAlarm', {
      controlType: 'FreqDroop',
      gridEventFault: 'OverFrequency',
      timestamp: iso('10:19:59'),
    });
  expect(foldTape(told).rows('notices')).toMatchObject([
    { message: 'NotifyPriorityCharging', subject: 'T1', detail: 'activated=true' },
    {
      message: 'NotifyDERAlarm',
      at: at('10:19:59'),
      subject: 'FreqDroop',
      detail: 'gridEventFault=OverFrequency',
    },
  ]);
});

// The words that OCPI knows: enumerations of its versions, as the spec lists them.

/** Source: OCPI 2.2.1 mod_locations, Status. */
export const statuses = [
  'AVAILABLE',
  'BLOCKED',
  'CHARGING',
  'INOPERATIVE',
  'OUTOFORDER',
  'PLANNED',
  'REMOVED',
  'RESERVED',
  'UNKNOWN',
] as const;

export type Status = (typeof statuses)[number];

const listed = (text: string): readonly string[] => text.trim().split(/\s+/);

const connectors = listed(`
  CHADEMO CHAOJI DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F DOMESTIC_G
  DOMESTIC_H DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L DOMESTIC_M DOMESTIC_N DOMESTIC_O GBT_AC
  GBT_DC IEC_60309_2_single_16 IEC_60309_2_three_16 IEC_60309_2_three_32 IEC_60309_2_three_64
  IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C
  NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50 PANTOGRAPH_BOTTOM_UP
  PANTOGRAPH_TOP_DOWN TESLA_R TESLA_S`);

/** ConnectorType. */
export const connectorWords = {
  '2.2.1': connectors,
  '2.3.0': [...connectors, 'MCS', 'SAE_J3400'],
} as const;

export const formatWords = ['SOCKET', 'CABLE'] as const;

export const powerTypeWords = listed('AC_1_PHASE AC_2_PHASE AC_2_PHASE_SPLIT AC_3_PHASE DC');

export const capabilityWords = listed(`
  CHARGING_PROFILE_CAPABLE CHARGING_PREFERENCES_CAPABLE CHIP_CARD_SUPPORT CONTACTLESS_CARD_SUPPORT
  CREDIT_CARD_PAYABLE DEBIT_CARD_PAYABLE PED_TERMINAL REMOTE_START_STOP_CAPABLE RESERVABLE
  RFID_READER START_SESSION_CONNECTOR_REQUIRED TOKEN_GROUP_CAPABLE UNLOCK_CAPABLE`);

export const facilityWords = listed(`
  HOTEL RESTAURANT CAFE MALL SUPERMARKET SPORT RECREATION_AREA NATURE MUSEUM BIKE_SHARING BUS_STOP
  TAXI_STAND TRAM_STOP METRO_STATION TRAIN_STATION AIRPORT PARKING_LOT CARPOOL_PARKING FUEL_STATION
  WIFI`);

const restrictions = listed('EV_ONLY PLUGGED DISABLED CUSTOMERS MOTORCYCLES');

/** ParkingRestriction. */
export const restrictionWords = {
  '2.2.1': restrictions,
  '2.3.0': [...restrictions, 'EMPLOYEES', 'TAXIS', 'TENANTS'],
} as const;

export const tokenTypeWords = ['AD_HOC_USER', 'APP_USER', 'OTHER', 'RFID'] as const;

export const authMethodWords = ['AUTH_REQUEST', 'COMMAND', 'WHITELIST'] as const;

export const sessionStatusWords = listed('ACTIVE COMPLETED INVALID PENDING RESERVATION');

export const dimensionWords = listed(`
  CURRENT ENERGY ENERGY_EXPORT ENERGY_IMPORT MAX_CURRENT MIN_CURRENT MAX_POWER MIN_POWER
  PARKING_TIME POWER RESERVATION_TIME STATE_OF_CHARGE TIME`);

export const tariffTypeWords = listed(
  'AD_HOC_PAYMENT PROFILE_CHEAP PROFILE_FAST PROFILE_GREEN REGULAR',
);

export const roleWords = listed('CPO EMSP HUB NAP NSP OTHER PTP SCSP');

export const dayWords = listed('MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY');

// The versions of OCPI that are spoken, and what differs between them.

export const versions = ['2.2.1', '2.3.0'] as const;

export type Version = (typeof versions)[number];

export const isVersion = (text: unknown): text is Version => versions.some((one) => one === text);

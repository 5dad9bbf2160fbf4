// The one place where it is decided whose data a request may see.

/**
 * The tenant of a request: the one asked for, else the tenant of the installation. No key is
 * asked for yet, so whoever reaches the API may name any tenant; a key will bind this to its own.
 */
export const tenantOf = (
  asked: Readonly<Record<string, unknown>>,
  defaultTenant: string,
): string => {
  const { tenant } = asked;
  return typeof tenant === 'string' ? tenant : defaultTenant;
};

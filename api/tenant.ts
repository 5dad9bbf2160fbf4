// The one place where it is decided whose data a request may see.

/**
 * The tenant of a request: the one asked for, else the tenant of the installation. The guard has
 * put the tenant of the asker's key in here, and refused every other (`keys/guard.ts`).
 */
export const tenantOf = (
  asked: Readonly<Record<string, unknown>>,
  defaultTenant: string,
): string => {
  const { tenant } = asked;
  return typeof tenant === 'string' ? tenant : defaultTenant;
};

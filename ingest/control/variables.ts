// Names of 2.x variables as people write them: `Component[instance].Variable[instance]`.

interface Named {
  readonly name: string;
  readonly instance?: string;
}

export interface VariableName {
  readonly component: Named;
  readonly variable: Named;
}

const pattern = /^([^.[\]]{1,50})(?:\[([^\]]{1,50})\])?\.([^.[\]]{1,50})(?:\[([^\]]{1,50})\])?$/;

const named = (name: string, instance: string | undefined): Named =>
  instance === undefined ? { name } : { name, instance };

/** The component and variable of a name; null where it is no such name. */
export const variableOf = (text: string): VariableName | null => {
  const [, component, ofComponent, variable, ofVariable] = pattern.exec(text) ?? [];
  if (component === undefined || variable === undefined) return null;
  return { component: named(component, ofComponent), variable: named(variable, ofVariable) };
};

/** The first name that cannot be used, and how names are written. */
export const misnamed = (names: readonly string[]): string => {
  const wrong = names.find((name) => variableOf(name) === null) ?? '';
  return `OCPP 2.x names variables as Component.Variable; "${wrong}" is no such name.`;
};

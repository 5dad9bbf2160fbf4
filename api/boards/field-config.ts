// How each column is to look: the defaults of a panel, then its overrides, as Grafana applies them.

import type { FieldConfig, FieldLook, Override } from './board.ts';

/** What an override can tell a column by. */
export interface Matched {
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  readonly refId: string;
}

const asPattern = (text: string): RegExp => {
  const [, body = text, flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  return new RegExp(body, flags.replaceAll(/[^imsu]/g, ''));
};

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const matches = ({ matcher }: Override, { name, label, kind, refId }: Matched): boolean => {
  const { id, options } = matcher;
  switch (id) {
    case 'byName':
      return options === name || options === label;
    case 'byNames': {
      const names: unknown = (options as { names?: unknown } | undefined)?.names;
      return isList(names) && (names.includes(name) || names.includes(label));
    }
    case 'byRegexp':
      return typeof options === 'string' && asPattern(options).test(label);
    case 'byType':
      return options === kind;
    case 'byFrameRefID':
      return options === refId;
    default:
      return false;
  }
};

const withProperty = (look: FieldLook, id: string, value: unknown): FieldLook => {
  if (!id.startsWith('custom.')) return { ...look, [id]: value };
  const custom = look['custom'] as FieldLook | undefined;
  return { ...look, custom: { ...custom, [id.slice('custom.'.length)]: value } };
};

/** The look of one column. An override that knows nothing of the column changes nothing. */
export const lookOf = (config: FieldConfig | undefined, column: Matched): FieldLook => {
  let look: FieldLook = config?.defaults ?? {};
  for (const override of config?.overrides ?? []) {
    if (!matches(override, column)) continue;
    for (const { id, value } of override.properties) look = withProperty(look, id, value);
  }
  return look;
};

/** The column's name as it is shown: the display name with its labels put in, or its own. */
export const shownName = (
  look: FieldLook,
  label: string,
  labels: Readonly<Record<string, string>>,
): string => {
  const wanted = look['displayName'];
  if (typeof wanted !== 'string' || wanted === '') return label;
  return wanted.replaceAll(
    /\$\{__field\.(?:labels\.(\w+)|(?:displayN|n)ame)\}/g,
    (_, key?: string) => (key === undefined ? label : (labels[key] ?? '')),
  );
};

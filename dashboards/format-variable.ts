// The value of a variable → text, in each of the formats that Grafana knows by name.

/** What is chosen, in the forms that formats need. */
export interface Chosen {
  readonly name: string;
  readonly value: string | readonly string[];
  /** As it is written in an address. */
  readonly parameter: string | readonly string[];
  readonly text?: string | undefined;
}

const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === 'string' ? [value] : value;

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const pattern = (text: string): string => text.replace(/[/\-\\^$*+?.()|[\]{}]/g, '\\$&');

const group = (texts: readonly string[], mark: string): string =>
  texts.length === 1 ? texts.join('') : `${mark[0]}${texts.join(mark[1])}${mark[2]}`;

/**
 * ClickHouse reads `\` in a string as an escape, which Grafana's formats leave alone: a value that
 * ends in it would end the string elsewhere. Here it is escaped; every other value is as there.
 */
const escaped = (text: string, quote: string, by: string): string =>
  quote + text.replaceAll('\\', '\\\\').replaceAll(quote, by) + quote;

type Format = (chosen: Chosen) => string;

const each =
  (one: (text: string) => string, between: string): Format =>
  ({ value }) =>
    listOf(value).map(one).join(between);

const glob: Format = ({ value }) => (typeof value === 'string' ? value : group(value, '{,}'));

const formats: Readonly<Record<string, Format>> = {
  /** The ClickHouse plugin's own, without any escaping: never for SQL of ours. */
  plugin: ({ value }) => (typeof value === 'string' ? value : `'${value.join("','")}'`),
  singlequote: each((text) => escaped(text, "'", "\\'"), ','),
  sqlstring: each((text) => escaped(text, "'", "''"), ','),
  doublequote: each((text) => escaped(text, '"', '\\"'), ','),
  csv: each((text) => text, ','),
  raw: each((text) => text, ','),
  pipe: each((text) => text, '|'),
  json: ({ value }) => JSON.stringify(value),
  glob,
  regex: ({ value }) => group(listOf(value).map(pattern), '(|)'),
  text: ({ value, text }) => text ?? listOf(value).join(' + '),
  percentencode: (chosen) => encoded(glob(chosen)),
  queryparam: ({ name, parameter }) =>
    listOf(parameter)
      .map((text) => `var-${encoded(name)}=${encoded(text)}`)
      .join('&'),
};

/** The value in a format; a name that is no format means `glob`, as in Grafana. */
export const formatVariable = (chosen: Chosen, format: string): string =>
  (Object.hasOwn(formats, format) ? (formats[format] ?? glob) : glob)(chosen);

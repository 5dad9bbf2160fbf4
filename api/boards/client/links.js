// Where cells lead: fields of their row are put into the address; nothing leads off this server.

const encoded = (value) =>
  encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

const valueIn = (path, { fields, row, field }) => {
  if (path === 'value.raw' || path === 'value' || path === 'value.text') return field.values[row];
  if (path === 'value.time') return fields.find(({ kind }) => kind === 'time')?.values[row];
  const name = path.replace(/^data\.fields(?:\.|\[["']?)/, '').replace(/["']?\]$/, '');
  return fields.find((one) => one.name === name || one.label === name)?.values[row];
};

/** The address of a link in a row; null where it would lead off this server. */
export const addressIn = (url, place) => {
  const address = url.replace(/\$\{__([^:}]+)(?::\w+)?\}/g, (_, path) =>
    encoded(valueIn(path, place) ?? ''),
  );
  return /^\/(?!\/)/.test(address) ? address : null;
};

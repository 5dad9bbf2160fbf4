// The first answer to ClickHouse's Go client over HTTP: it makes it expect plain blocks.

// That client, and with it Grafana's data source, reads every answer as Native blocks of the
// revision that the server names, and the first one as a block of its own newest revision. The
// engine writes blocks of revision 0 only. So the first answer is written here, in the newer form,
// and names revision 0; the client reads all that follow as the engine writes them.
//
//   block  = info columns:varuint rows:varuint column*
//   info   = 1 is_overflows:u8 2 bucket:i32 0        (fields by number, ended by 0)
//   column = name:text type:text custom_serialization:u8 value

const question = /^\s*SELECT displayName\(\), version\(\), revision\(\), timezone\(\)\s*;?\s*$/i;

/** Whether a statement is the greeting of that client. */
export const isHello = (sql: string): boolean => question.test(sql);

const textOf = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
};

const column = (name: string, type: string, value: Buffer): Buffer =>
  Buffer.concat([textOf(name), textOf(type), Buffer.from([0]), value]);

/** The block that answers it, for the version of the engine. */
export const helloBlock = (version: string): Buffer =>
  Buffer.concat([
    Buffer.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0]),
    Buffer.from([4, 1]),
    column('displayName()', 'String', textOf('laddbok')),
    column('version()', 'String', textOf(version)),
    column('revision()', 'UInt32', Buffer.alloc(4)),
    column('timezone()', 'String', textOf('UTC')),
  ]);

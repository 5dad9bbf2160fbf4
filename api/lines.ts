// Bytes that arrive in pieces of any size, as whole lines of text.

/** The lines of a stream of UTF-8, grouped as they come; an empty line is none. */
export const linesOf = async function* (
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    const whole = lines.filter((line) => line !== '');
    if (whole.length > 0) yield whole;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
};

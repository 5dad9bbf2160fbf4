// What the generated client is made of: asks an address, reads problems, follows cursors.

/** Where the API is, and who asks. */
export interface Connection {
  /** As https://ledger.example:8080. */
  readonly url: string;
  /** An API key; none on the machine itself. */
  readonly key?: string;
  /** How requests are made; the one of the platform where absent. */
  readonly fetch?: (url: string, init: Init) => Promise<Response>;
}

interface Init {
  readonly headers: Readonly<Record<string, string>>;
}

interface Watermark {
  /** Up to when everything said is in the answer, ISO 8601; null while nothing is. */
  readonly as_of: string | null;
  readonly complete: boolean;
}

export interface Page<Row> extends Watermark {
  readonly data: readonly Row[];
  /** Give it as `cursor` for the next page; null on the last. */
  readonly next: string | null;
}

export interface One<Row> extends Watermark {
  readonly data: Row;
}

type Value = string | number | boolean | readonly string[] | undefined;
/** Parameters by name, as a client gives them. */
export type Params = object;

/** Problem details of the API (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly parameter: string; readonly detail: string }[];
}

/** What a question that was not answered rejects with. */
export interface Refusal extends Error {
  readonly problem: ProblemDetails;
}

export const isRefusal = (thrown: unknown): thrown is Refusal =>
  thrown instanceof Error && 'problem' in thrown;

const refusalOf = async (answer: Response): Promise<Refusal> => {
  const isProblem = answer.headers.get('content-type')?.includes('problem+json') === true;
  const problem: ProblemDetails = isProblem
    ? ((await answer.json()) as ProblemDetails)
    : { type: 'about:blank', title: answer.statusText, status: answer.status, detail: '' };
  return Object.assign(new Error(`${problem.title}: ${problem.detail}`), { problem });
};

const addressOf = (base: string, path: string, params: Params): string => {
  const url = new URL(base);
  const inPath = new Set<string>();
  const values = new Map<string, Value>(Object.entries(params));
  url.pathname = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    inPath.add(name);
    return encodeURIComponent(String(values.get(name)));
  });
  for (const [name, value] of values) {
    if (value === undefined || inPath.has(name)) continue;
    for (const one of Array.isArray(value) ? value : [value])
      url.searchParams.append(name, String(one));
  }
  return url.href;
};

/** Asks one address. Rejects with a `Refusal` where it is refused. */
export const asking =
  ({ url, key, fetch: request = fetch }: Connection) =>
  async <Answer>(path: string, params: Params): Promise<Answer> => {
    const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const headers = { accept: 'application/json', ...authorization };
    const answer = await request(addressOf(url, path, params), { headers });
    if (!answer.ok) throw await refusalOf(answer);
    return (await answer.json()) as Answer;
  };

/**
 * All rows of a question, page after page, each asked for when the one before was taken:
 * `for await (const row of rowsOf(laddbok.sessions, { from, to }))`.
 */
export const rowsOf = async function* <Row, P extends Params>(
  question: (params: P) => Promise<Page<Row>>,
  params: P,
): AsyncGenerator<Row> {
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await question(cursor === null ? params : { ...params, cursor });
    yield* page.data;
    cursor = page.next;
  } while (cursor !== null);
};

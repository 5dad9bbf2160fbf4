// The first page: what can be asked here, and where the documentation is.

import type { Board } from './boards/board.ts';
import type { Question } from './define.ts';
import type { ExportDefinition } from './exports/define.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => entities[c] ?? c);

const exampleOf = ({ path, example }: Question): string => {
  const inPath = new Set(path.split('/'));
  const query = new URLSearchParams(
    Object.entries(example).filter(([name]) => !inPath.has(`:${name}`)),
  )
    .toString()
    // A slash may stand in a query as it is, and reads better (RFC 3986, 3.4).
    .replaceAll('%2F', '/');
  return query === '' ? path : `${path}?${query}`;
};

const questionItem = (question: Question): string => {
  const address = escaped(exampleOf(question));
  const link = question.answers === 'one' ? address : `<a href="${address}">${address}</a>`;
  return `<li><code>${link}</code><p>${escaped(question.about)}</p></li>`;
};

/** What there is to ask, to see and to fetch. */
export interface Offered {
  readonly questions: readonly Question[];
  readonly boards: readonly Pick<Board, 'uid' | 'title' | 'description'>[];
  readonly exports: readonly Pick<ExportDefinition, 'name' | 'about'>[];
}

const boardItem = ({ uid, title, description = '' }: Offered['boards'][number]): string =>
  `<li><a href="/boards/${escaped(uid)}">${escaped(title)}</a><p>${escaped(description)}</p></li>`;

const exportItem = ({ name, about }: Offered['exports'][number]): string =>
  `<li><code>${escaped(name)}</code><p>${escaped(about)}</p></li>`;

const style = `
:root { color-scheme: light dark; --ink: #16202a; --quiet: #5a6875; --paper: #fbfcfd;
  --line: #dde3e8; --accent: #0b6bcb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4eaf0; --quiet: #94a3b1; --paper: #12171c;
  --line: #2a333c; --accent: #6db3ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 3rem 1.25rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; letter-spacing: -.02em; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.05rem; }
p { margin: .25rem 0 0; color: var(--quiet); }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus { text-decoration: underline; }
nav { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1.25rem; }
nav a { border: 1px solid var(--line); border-radius: .5rem; padding: .35rem .8rem; }
ul { list-style: none; margin: 1rem 0 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .8rem 0; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
`;

/** The first page as HTML: no script, no build step, nothing loaded from elsewhere. */
export const firstPage = ({ questions, boards, exports }: Offered): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Laddbok</title>
<style>${style}</style>
</head>
<body>
<h1>Laddbok</h1>
<p>Everything that charging stations say, turned into numbers that can be explained.</p>
<nav>
<a href="/boards">Boards</a>
<a href="/docs">Documentation</a>
<a href="/openapi.json">OpenAPI</a>
<a href="/health">Health</a>
<a href="/ready">Readiness</a>
<a href="/metrics">Metrics</a>
</nav>
<h2>Boards</h2>
<ul>
${boards.map(boardItem).join('\n')}
</ul>
<h2>Exports</h2>
<p>Files in the form that their receivers ask for, judged by their rules before they are sent: their
files and columns are at <a href="/v1/exports">/v1/exports</a>; <code>laddbok export</code> writes
folders with a manifest.</p>
<ul>
${exports.map(exportItem).join('\n')}
</ul>
<h2>Questions</h2>
<p>Answers are JSON; add <code>format=csv</code> or <code>format=ndjson</code> for all rows.</p>
<ul>
${questions.map(questionItem).join('\n')}
</ul>
</body>
</html>
`;

/** The name at the head of the documentation. */
export const wordmark =
  '<svg xmlns="http://www.w3.org/2000/svg" width="150" height="40" viewBox="0 0 150 40">' +
  '<text x="0" y="28" font-family="system-ui, sans-serif" font-size="24" font-weight="700" ' +
  'fill="#fff">Laddbok</text></svg>';

/** Nothing may run or be loaded on the first page but its own style. */
export const firstPagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";

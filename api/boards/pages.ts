// The pages of the preview as HTML: the list of boards, and the frame that a board is drawn into.

import type { Board } from './board.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => entities[c] ?? c);

/** Nothing but what this server serves may run, style or be asked; no script within the page. */
export const boardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const head = (title: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Laddbok</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/boards/client/board.css">
`;

const listItem = ({ uid, title, description = '' }: Board): string =>
  `<li><a href="/boards/${uid}">${escaped(title)}</a><p>${escaped(description)}</p></li>`;

/** The list of boards. */
export const boardsPage = (boards: readonly Board[]): string => `${head('Boards')}</head>
<body class="list">
<header><a class="home" href="/">Laddbok</a><h1>Boards</h1></header>
<main>
<p>The boards that Grafana is given, drawn here on the same data. Grafana has more to it: alerts,
editing, users.</p>
<ul>
${boards.map(listItem).join('\n')}
</ul>
<nav aria-label="More">
<a href="/">Questions</a>
<a href="/docs">Documentation</a>
</nav>
</main>
</body>
</html>
`;

/** The frame of one board; its script draws the rest. */
export const boardPage = ({ uid, title, description = '' }: Board): string => `${head(title)}
<script type="module" src="/boards/client/main.js"></script>
</head>
<body class="board" data-uid="${uid}">
<a class="skip" href="#panels">Skip to the panels</a>
<header id="top">
<a class="home" href="/boards">Boards</a>
<h1>${escaped(title)}</h1>
<p id="freshness" role="status">Freshness is being asked for.</p>
</header>
<form id="controls" aria-label="What is shown"></form>
<main id="panels" aria-label="${escaped(title)}" data-about="${escaped(description)}">
<noscript><p>Boards are drawn by JavaScript. Without it, ask the questions at <a href="/">/</a>.</p>
</noscript>
</main>
</body>
</html>
`;
